import type { FabricOutput } from "./contract";

export type Cell = FabricOutput["reachability"][number];

/** One command that probes one address. A cell has one, and some that must be blocked have a second look. */
export interface Probe {
  /** `12` for the cell of that index, `12.0`, `12.1` for its second looks. */
  readonly id: string;
  /** The container whose network namespace it runs in; absent: the host's own. */
  readonly container?: string;
  readonly method: Cell["method"];
  readonly address: string;
  readonly port?: number;
  /** The link that an ARP request leaves by: its name on the host, or its MAC in a container. */
  readonly link?: string;
  /** About how long it takes, for sharing out the work. */
  readonly seconds: number;
}

/** Seconds until a probe without an answer gives up. */
export const PATIENCE = 2;

/** The host that a cell's probe runs on. */
export function hostOf(cell: Cell, output: FabricOutput): string {
  const { kind, name } = cell.from;
  if (kind === "host") return name;
  const found = kind === "container" ? output.containers[name]?.host : output.registry?.host;
  if (found === undefined) throw new Error(`cell from ${kind} ${name}: no host`);
  return found;
}

/** All probes of one cell. */
export function probesOf(index: number, cell: Cell, output: FabricOutput): Probe[] {
  const { method, address, port, link } = cell;
  const main: Probe = {
    id: String(index),
    ...(cell.from.kind === "container" ? { container: cell.from.name } : {}),
    method,
    address,
    ...(port === undefined ? {} : { port }),
    ...(link === undefined ? {} : { link }),
    seconds: cell.expect === "blocked" ? PATIENCE : method === "arp" ? 1 : 0.2,
  };
  return [main, ...secondLooks(main, cell, output)];
}

/**
 * A ping without an answer may merely lack a route. So a container that must be blocked also sends ARP requests from each of
 * its own links: silence there shows that the two are in different layer-2 domains. IPv6 has no ARP: the ping must do.
 */
function secondLooks(main: Probe, cell: Cell, output: FabricOutput): Probe[] {
  const source = main.container === undefined ? undefined : output.containers[main.container];
  if (source === undefined || cell.expect !== "blocked" || cell.method !== "ping" || isIpv6(cell.address)) return [];
  return Object.values(source.attach).map(({ mac }, look) => ({
    ...main,
    id: `${main.id}.${look}`,
    method: "arp",
    link: mac,
  }));
}

/** Shares work out to at most `width` parallel lanes, the longest first, each to the shortest lane. */
export function lanes<T extends { readonly seconds: number }>(work: readonly T[], width: number): T[][] {
  const open = Array.from({ length: Math.min(width, work.length) }, () => ({ total: 0, items: [] as T[] }));
  for (const item of [...work].sort((a, b) => b.seconds - a.seconds)) {
    const shortest = open.reduce((best, lane) => (lane.total < best.total ? lane : best));
    shortest.items.push(item);
    shortest.total += item.seconds;
  }
  return open.map((lane) => lane.items);
}

export function isIpv6(address: string): boolean {
  return address.includes(":");
}
