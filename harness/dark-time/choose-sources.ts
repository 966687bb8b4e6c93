import type { WatchLine } from "../../host/watch";
import { addressKey } from "../probes";
import type { Endpoint, Spot, Way } from "./endpoints";

/** How much a change does to each host; absent: nothing. */
export type Touched = ReadonlyMap<string, number>;

/** Which hosts ask for what. */
export interface WatchPlan {
  /** What each host asks for, by host. */
  readonly lines: ReadonlyMap<string, readonly WatchLine[]>;
  /** The hosts that ask for an address, the best first. */
  sourcesOf(spot: Spot): readonly string[];
  /** What an address is called in the lines of a host. */
  idOf(source: string, spot: Spot): string;
}

/**
 * Chooses who asks: for each address one host that the change does not touch, or else the two that it touches least, because
 * one of them may go away. @param usable hosts that can be logged in to
 */
export function chooseSources(
  endpoints: readonly Endpoint[],
  touched: Touched,
  usable: ReadonlySet<string>,
): WatchPlan {
  const weight = (host: string): number => touched.get(host) ?? 0;
  const sourcesOf = ({ ways }: Spot): string[] => {
    const hosts = Object.keys(ways).filter((host) => usable.has(host));
    const ranked = hosts.sort((a, b) => weight(a) - weight(b) || a.localeCompare(b, "en", { numeric: true }));
    return ranked.slice(0, weight(ranked[0] ?? "") === 0 ? 1 : 2);
  };
  const idOf = (source: string, { ways, address }: Spot): string => {
    const { link, vlan = 0 } = ways[source] ?? { link: "" };
    return `${link},${vlan},${addressKey(address)}`;
  };
  const lines = new Map<string, Map<string, WatchLine>>();
  for (const spot of endpoints.flatMap(({ before, after }) => [before ?? [], after ?? []].flat())) {
    for (const source of sourcesOf(spot)) {
      const own = lines.get(source) ?? new Map<string, WatchLine>();
      const id = idOf(source, spot);
      own.set(id, toLine(id, spot.ways[source], spot.address));
      lines.set(source, own);
    }
  }
  return { lines: new Map([...lines].map(([host, own]) => [host, [...own.values()]])), sourcesOf, idOf };
}

function toLine(id: string, way: Way | undefined, address: string): WatchLine {
  const { link, vlan } = way ?? { link: "" };
  return { id, link, ...(vlan === undefined ? {} : { vlan }), address: addressKey(address) };
}
