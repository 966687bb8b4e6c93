/** Gives an entry of a map another key, where it is. */
export function rename<T>(map: Record<string, T>, from: string, to: string): void {
  if (!(from in map)) return;
  const entries = Object.entries(map).map(([name, value]) => [name === from ? to : name, value] as const);
  for (const name of Object.keys(map)) Reflect.deleteProperty(map, name);
  Object.assign(map, Object.fromEntries(entries));
}

/** Swaps values of two objects; what one of them lacks, the other lacks afterwards. */
export function swap<T extends object>(a: T, b: T, ...keys: (keyof T)[]): void {
  for (const key of keys) {
    const [one, other] = [a[key], b[key]];
    for (const [item, value] of [[a, other], [b, one]] as const) {
      if (value === undefined) Reflect.deleteProperty(item, key);
      else item[key] = value;
    }
  } // prettier-ignore
}
