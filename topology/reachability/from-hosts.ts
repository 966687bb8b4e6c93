import { parseInterfaceAddress } from "../ip";
import type { Host, Segment, Topology } from "../model/topology";
import { isShared, pairs, type ReachabilityCell } from "./cell";

/** Every host to every other one, on the LAN and on each segment where both have an address. */
export function betweenHosts({ hosts, segments }: Topology): ReachabilityCell[] {
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

/** The rule of macvlan: a carrier never reaches its own containers, but the same link on every other host does. */
export function hostsToContainers({ hosts, segments, containers }: Topology): ReachabilityCell[] {
  return hosts.flatMap((host) =>
    containers.flatMap((container) =>
      container.attach.flatMap(({ segment, address }): ReachabilityCell[] => {
        const found = segments.find(({ name }) => name === segment);
        const link = found?.members.find((member) => member.host === host.name)?.carrier;
        if (link === undefined || address.includes(":") || isShared(found, address)) return [];
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

/** Through a shim, a host reaches its own containers on the segment. */
export function throughShims({ segments, containers }: Topology): ReachabilityCell[] {
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

/** Every host to the registry. */
export function hostsToRegistry({ hosts, registry }: Topology): ReachabilityCell[] {
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
