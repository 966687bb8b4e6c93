import type { Container, Host, Segment, Topology } from "./model/topology";
import { parseInterfaceAddress } from "./ip";

/** One statement about what reaches what; the verifier proves each from inside its source. */
export interface ReachabilityCell {
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** The address that is tried. */
  readonly address: string;
  /** `ping`: ICMP echo. `arp`: an ARP request on the segment's own link. `tcp`: a connection to `port`. */
  readonly method: "ping" | "arp" | "tcp";
  readonly port?: number;
  /** Link on the source that an ARP request leaves by. */
  readonly link?: string;
  readonly expect: "reach" | "blocked";
  readonly why: string;
}

export interface Endpoint {
  readonly kind: "host" | "container" | "registry";
  readonly name: string;
}

/** Every cell of the matrix that the topology says something about, the ones that must not reach included. */
export function expectedReachability(topology: Topology): ReachabilityCell[] {
  return [
    ...betweenContainers(topology),
    ...betweenHosts(topology),
    ...hostsToContainers(topology),
    ...throughShims(topology),
    ...hostsToRegistry(topology),
  ];
}

function betweenContainers({ containers, segments }: Topology): ReachabilityCell[] {
  const byName = new Map(segments.map((segment) => [segment.name, segment]));
  return pairs(containers).flatMap(([source, target]) =>
    target.attach.flatMap(({ segment, address }): ReachabilityCell[] => {
      const expected = expectation(source, target, segment, byName.get(segment)?.mode);
      // Who answers at a shared address is undefined; that none does, where it is blocked, is not.
      if (expected === undefined || (expected.expect === "reach" && isShared(byName.get(segment), address))) return [];
      const from = { kind: "container", name: source.name } as const;
      return [{ from, to: { kind: "container", name: target.name }, address, method: "ping", ...expected }];
    }),
  );
}

/** Every two different items, in both orders. */
function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((one) => items.filter((other) => other !== one).map((other): [T, T] => [one, other]));
}

/** Undefined where others decide: vepa sends frames between neighbours out, and the switch may or may not return them. */
function expectation(
  source: Container,
  target: Container,
  segment: string,
  mode: Segment["mode"] | undefined,
): Pick<ReachabilityCell, "expect" | "why"> | undefined {
  if (!source.attach.some((attachment) => attachment.segment === segment)) {
    // On a shared segment Linux answers ARP for all of its addresses, which we cannot forbid.
    if (shareSegment(source, target)) return undefined;
    return { expect: "blocked", why: `${source.name} is not on segment ${segment}, and there is no router` };
  }
  if (source.host !== target.host) return { expect: "reach", why: `both on segment ${segment}, across hosts` };
  if (mode === "vepa") return undefined;
  if (mode === "private") {
    return { expect: "blocked", why: `segment ${segment} is private: neighbours on a host are kept apart` };
  }
  return { expect: "reach", why: `both on segment ${segment}, same host` };
}

function shareSegment(a: Container, b: Container): boolean {
  return a.attach.some(({ segment }) => b.attach.some((other) => other.segment === segment));
}

function betweenHosts({ hosts, segments }: Topology): ReachabilityCell[] {
  return pairs(hosts).flatMap(([source, target]) =>
    hostAddresses(source, target, segments).map(({ address, why }): ReachabilityCell => ({
      from: { kind: "host", name: source.name },
      to: { kind: "host", name: target.name },
      address,
      method: "ping",
      expect: "reach",
      why,
    })),
  );
}

/** Addresses of the target that share a link with the source. */
function hostAddresses(source: Host, target: Host, segments: readonly Segment[]): { address: string; why: string }[] {
  const onSegments = segments.flatMap((segment) => {
    const own = segment.members.find((member) => member.host === source.name)?.hostAddress;
    const other = segment.members.find((member) => member.host === target.name)?.hostAddress;
    const address = parseInterfaceAddress(other ?? "")?.address.text;
    return own === undefined || address === undefined
      ? []
      : [{ address, why: `host addresses on segment ${segment.name}` }];
  });
  return [{ address: target.address, why: "both on the LAN" }, ...onSegments];
}

/** macvlan's rule: a host never reaches its own children through their parent, but every other host does. */
function hostsToContainers({ hosts, segments, containers }: Topology): ReachabilityCell[] {
  return hosts.flatMap((host) =>
    containers.flatMap((container) =>
      container.attach.flatMap(({ segment, address }): ReachabilityCell[] => {
        const carrier = segments.find(({ name }) => name === segment);
        const link = carrier?.members.find((member) => member.host === host.name)?.carrier;
        if (link === undefined || address.includes(":") || isShared(carrier, address)) return [];
        const own = container.host === host.name;
        return [
          {
            from: { kind: "host", name: host.name },
            to: { kind: "container", name: container.name },
            address,
            method: "arp",
            link,
            expect: own ? "blocked" : "reach",
            why: own
              ? "a macvlan parent does not reach its own children"
              : `on segment ${segment}, by its link ${link}`,
          },
        ];
      }),
    ),
  );
}

/** The purpose of a shim: the host reaches its own containers, through routes to just those. */
function throughShims({ segments, containers }: Topology): ReachabilityCell[] {
  return segments.flatMap(({ name: segment, members }) =>
    members.flatMap(({ host, shim }) => {
      if (shim === undefined) return [];
      const own = containers.filter((container) => container.host === host);
      return own.flatMap(({ name, attach }) =>
        attach
          .filter((end) => end.segment === segment)
          .map(({ address }): ReachabilityCell => ({
            from: { kind: "host", name: host },
            to: { kind: "container", name },
            address,
            method: "ping",
            expect: "reach",
            why: `its own container, through the shim ${shim.link}`,
          })),
      );
    }),
  );
}

/** Whether containers on several hosts may have the address at once. */
function isShared(segment: Segment | undefined, address: string): boolean {
  return Object.values(segment?.shared ?? {}).includes(address);
}

function hostsToRegistry({ hosts, registry }: Topology): ReachabilityCell[] {
  if (registry === undefined) return [];
  return hosts.map((host) => ({
    from: { kind: "host", name: host.name },
    to: { kind: "registry", name: registry.endpoint },
    address: registry.address,
    method: "tcp",
    port: registry.port,
    expect: "reach",
    why: "every host pulls from the registry",
  }));
}
