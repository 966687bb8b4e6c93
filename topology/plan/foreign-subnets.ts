import type { Foreign, Topology } from "../model/topology";
import { domainName } from "../naming";
import type { PlannedRange, PlannedSubnet } from "./address-plan";
import { placeOf, subnetFor } from "./segment-places";

/**
 * The pools from which Docker takes the subnets of bridge networks unless `default-address-pools` is set
 * (`localScopeDefaultNetworks` in moby's libnetwork/ipamutils; 172.17.0.0/16 is docker0's).
 */
export const DOCKER_POOLS: readonly string[] = [
  ...[17, 18, 19].map((octet) => `172.${octet}.0.0/16`),
  ...["172.20.0.0/14", "172.24.0.0/14", "172.28.0.0/14", "192.168.0.0/16"],
];

export function foreignSubnets({ foreign }: Topology): PlannedSubnet[] {
  return foreign.flatMap((entry): PlannedSubnet[] => {
    const path = `foreign.${entry.name}`;
    const domain = "elsewhere";
    switch (entry.kind) {
      case "dhcp":
        return [];
      case "docker-pools":
        return (entry.subnets ?? DOCKER_POOLS).map((subnet, index) => {
          const place = entry.subnets === undefined ? path : `${path}.subnets.${index}`;
          return { kind: "docker pool", subnet, domain, owner: `Docker's address pool ${entry.name}`, path: place };
        });
      case "vpn":
      case "management":
      case "network":
        return [{ kind: "foreign", subnet: entry.subnet, domain, owner: ownerOf(entry), path: `${path}.subnet` }];
    }
  });
}

export function foreignRanges({ foreign, segments, lan }: Topology): PlannedRange[] {
  return foreign.flatMap((entry): PlannedRange[] => {
    if (entry.kind !== "dhcp") return [];
    const common = {
      kind: "dhcp",
      range: entry.range,
      owner: ownerOf(entry),
      path: `foreign.${entry.name}.range`,
    } as const;
    if (entry.segment === undefined) return [{ ...common, subnet: lan.subnet, domain: domainName(undefined) }];
    const segment = segments.find(({ name }) => name === entry.segment);
    if (segment === undefined) return [];
    return [{ ...common, subnet: subnetFor(segment, entry.range), ...placeOf(segment) }];
  });
}

const NAMES = { dhcp: "DHCP server", vpn: "VPN", management: "management network", network: "network" };

function ownerOf({ kind, name }: Foreign & { kind: keyof typeof NAMES }): string {
  return `${NAMES[kind]} ${name}`;
}
