import type { Segment } from "../model/topology";

/** One statement about what reaches what; the verifier proves each from inside its source. */
export interface ReachabilityCell {
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** The address to try. */
  readonly address: string;
  /** `ping`: ICMP echo. `arp`: an ARP request on the segment's own link. `tcp`: a connection to `port`. */
  readonly method: "ping" | "arp" | "tcp";
  readonly port?: number;
  /** The link of the source through which an ARP request leaves. */
  readonly link?: string;
  readonly expect: "reach" | "blocked";
  readonly why: string;
}

export interface Endpoint {
  readonly kind: "host" | "container" | "registry";
  readonly name: string;
}

/** Every pair of different items, in both orders. */
export function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((one) => items.filter((other) => other !== one).map((other): [T, T] => [one, other]));
}

/** Whether containers on several hosts may have the address at once. */
export function isShared(segment: Segment | undefined, address: string): boolean {
  return Object.values(segment?.shared ?? {}).includes(address);
}
