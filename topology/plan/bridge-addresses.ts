import type { Bridge } from "../model/topology";
import type { PlannedAddress, PlannedNetwork, PlannedSubnet } from "./address-plan";

/** A bridge network ends at its host, so each host has a domain of its own below that of the network. */
export function bridgeDomain(domain: string, host: string): string {
  return `${domain} of host ${host}`;
}

/** The place of an address on the bridge of a host. */
export function bridgePlace({ name, subnet }: Bridge, host: string): { subnet: string; domain: string } {
  return { subnet, domain: bridgeDomain(domainOf(name), host) };
}

function domainOf(name: string): string {
  return `bridge ${name}`;
}

/** One subnet for all hosts, which have it each behind an address of their own. */
export function bridgeSubnet({ name, network, subnet, hosts }: Bridge): PlannedSubnet {
  const place = { domain: domainOf(name), owner: `bridge ${name}`, path: `bridges.${name}.subnet` };
  return { kind: "bridge", subnet, hosts, network, ...place };
}

/** The address of each host on the bridge. */
export function bridgeAddresses(bridge: Bridge): PlannedAddress[] {
  const { name, subnet, gateway, hosts } = bridge;
  const entry = { kind: "gateway", address: gateway } as const;
  const whose = { owner: `gateway of bridge ${name}`, path: `bridges.${name}.gateway` };
  // Checked even if no container uses it.
  if (hosts.length === 0) return [{ ...entry, ...whose, subnet, domain: domainOf(name) }];
  return hosts.map((host) => ({ ...entry, ...whose, ...bridgePlace(bridge, host), host }));
}

export function bridgeNetwork({ name, network, hosts }: Bridge): PlannedNetwork {
  const path = `bridges.${name}`;
  return {
    kind: "bridge",
    network,
    domain: domainOf(name),
    owner: `bridge ${name}`,
    path,
    namePath: `${path}.network`,
    hosts,
  };
}
