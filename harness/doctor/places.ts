/** Two hosts. */
export type Pair = readonly [string, string];

/** Where something is wrong, in words, and the pairs that it is about. */
export interface Place {
  readonly place: string;
  readonly of: readonly Pair[];
}

/** Names the host that all bad pairs have in common, as far as one has, and other pairs by both hosts. */
export function placesOf(bad: readonly Pair[], all: readonly Pair[]): Place[] {
  if (bad.length > 1 && bad.length === all.length) return [{ place: "all hosts", of: bad }];
  const hosts = [...new Set(bad.flat())];
  const isBad = (pair: Pair): boolean => bad.some((one) => one.join("\0") === pair.join("\0"));
  const blamed = hosts.find((host) => {
    const own = all.filter((pair) => pair.includes(host));
    return own.length > 1 && own.every(isBad);
  });
  if (blamed === undefined) return bad.map((pair) => ({ place: pair.join(" and "), of: [pair] }));
  const of = bad.filter((pair) => pair.includes(blamed));
  return [
    { place: blamed, of },
    ...placesOf(
      bad.filter((pair) => !of.includes(pair)),
      all,
    ),
  ];
}
