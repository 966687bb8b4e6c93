import type { Assigned, Choice } from "./assigned";
import type { Wish } from "./wishes";

interface Entry {
  host?: string;
  attach?: Record<string, string | string[]>;
  bridges?: Record<string, string>;
}

/** What was chosen, in the form that is remembered, in the order of the containers. */
export function rememberedChoices(
  containers: readonly string[],
  hosts: readonly Choice[],
  wishes: readonly Wish[],
  addresses: ReadonlyMap<Wish, Choice>,
): Assigned {
  const entries = new Map(containers.map((name): [string, Entry] => [name, {}]));
  for (const { container, value } of hosts) Object.assign(entries.get(container) ?? {}, { host: value });
  for (const wish of wishes) {
    const entry = entries.get(wish.container);
    const value = addresses.get(wish)?.value;
    if (entry !== undefined && value !== undefined) addAddress(entry, wish, value);
  }
  return Object.fromEntries([...entries].filter(([, entry]) => Object.keys(entry).length > 0));
}

/** The address on a bridge comes with the host that has the bridge, even if the configuration names it. */
function addAddress(entry: Entry, { host, part, network }: Wish, value: string): void {
  if (part === "bridges") {
    entry.host = host;
    entry.bridges = { ...entry.bridges, [network]: value };
    return;
  }
  const before = entry.attach?.[network];
  entry.attach = { ...entry.attach, [network]: before === undefined ? value : [before, value].flat() };
}
