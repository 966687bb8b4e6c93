/** One statement about who reaches whom; the verifier proves each from inside its source. */
export interface ReachabilityCell {
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** The address to try. */
  readonly address: string;
  /** `ping`: ICMP echo. `arp`, `ndp`: who has the IPv4 or IPv6 address on the link. `tcp`: a connection to `port`. */
  readonly method: "ping" | "arp" | "ndp" | "tcp";
  readonly port?: number;
  /** Where `arp` and `ndp` ask: a link of the host by name, or a link of the container by its address. */
  readonly link?: string;
  readonly expect: "reach" | "blocked";
  readonly why: string;
  readonly proves: Proves;
  /** The router that the frames cross, and whose MAC answers have; absent on one segment. */
  readonly via?: string;
}

export interface Endpoint {
  readonly kind: "host" | "container" | "registry" | "router";
  readonly name: string;
}

/** What a cell is evidence of, in the order of reports. */
export const PROOFS = {
  endpoint: "endpoints, from every host of their segment",
  outward: "containers, to neighbours on their segments",
  apart: "segments isolated from each other, on every host",
  routed: "containers, to their routers, and through them to what these allow",
  hosts: "hosts, to each other",
  shim: "hosts, to their own containers through shims",
  bridge: "bridges, which end at their host",
  registry: "hosts, to the registry",
} as const;

export type Proves = keyof typeof PROOFS;

/** How to ask for an address on a link. */
export function neighbourMethod(address: string): "arp" | "ndp" {
  return address.includes(":") ? "ndp" : "arp";
}

export function container(name: string): Endpoint {
  return { kind: "container", name };
}

export function host(name: string): Endpoint {
  return { kind: "host", name };
}
