import { ENDPOINT_SYSCTLS_SINCE, IPV6_ONLY_SINCE, NO_INTERNAL_GATEWAY_SINCE } from "../docker-version";
import { familyOf } from "../ip";
import type { Bridge, Container, Segment } from "../model/topology";
import type { Requirement } from "./requirement";

/** What a segment needs on each of its hosts. */
export function segmentRequirements(segment: Segment, containers: readonly Container[]): Requirement[] {
  const path = `segments.${segment.name}`;
  const hosts = segment.members.map(({ host }) => host);
  const families = new Set(segment.subnets.map(({ subnet }) => familyOf(subnet)));
  return [
    ...(segment.internal ? hosts.map((host) => internal(host, `${path}.internal`)) : []),
    ...(families.has(6) && !families.has(4) ? hosts.map((host) => ipv6Only(host, path, "segment")) : []),
    ...(segment.slaac ? [] : ipv6Hosts(segment, containers).map((host) => withoutSlaac(host, `${path}.slaac`))),
  ];
}

/** What a bridge network needs on each of its hosts. */
export function bridgeRequirements({ name, subnet, hosts }: Bridge): Requirement[] {
  return familyOf(subnet) === 6 ? hosts.map((host) => ipv6Only(host, `bridges.${name}`, "bridge")) : [];
}

/** Hosts with a container that has an IPv6 address on the segment. */
function ipv6Hosts({ name }: Segment, containers: readonly Container[]): string[] {
  const found = containers.filter(({ attach }) =>
    attach.some(
      ({ segment, addresses }) => segment === name && addresses.some(({ address }) => familyOf(address) === 6),
    ),
  );
  return [...new Set(found.map(({ host }) => host))];
}

function internal(host: string, path: string): Requirement {
  const reason = "older versions reserve an address of the subnet for a gateway";
  return { host, path, since: NO_INTERNAL_GATEWAY_SINCE, reason, alternative: "add a gateway" };
}

function ipv6Only(host: string, path: string, thing: string): Requirement {
  const reason = `older versions add an unplanned IPv4 subnet to a ${thing} that has only IPv6`;
  const alternative = thing === "bridge" ? "use IPv4" : "add an IPv4 subnet";
  return { host, path, since: IPV6_ONLY_SINCE, reason, alternative };
}

function withoutSlaac(host: string, path: string): Requirement {
  const reason = "on older versions, containers take addresses and routes from router advertisements";
  return { host, path, since: ENDPOINT_SYSCTLS_SINCE, reason, alternative: "set slaac: true" };
}
