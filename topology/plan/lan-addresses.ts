import type { Host, Topology } from "../model/topology";
import { domainName } from "../naming";
import type { PlannedAddress, PlannedRange, PlannedSubnet } from "./address-plan";
import { reservedAddresses, reservedRanges, type ReservedPlace } from "./reserved-addresses";

const domain = domainName(undefined);

export function lanSubnet({ lan }: Topology): PlannedSubnet {
  return { kind: "lan", subnet: lan.subnet, domain, owner: "the LAN", path: "lan.subnet" };
}

export function lanRanges({ lan }: Topology): PlannedRange[] {
  return reservedRanges(lan.reserved, reservedPlace(lan.subnet));
}

export function lanAddresses({ lan, hosts, registry }: Topology): PlannedAddress[] {
  const common = { subnet: lan.subnet, domain };
  const gateway: PlannedAddress[] =
    lan.gateway === undefined
      ? []
      : [{ ...common, kind: "gateway", address: lan.gateway, owner: "gateway of the LAN", path: "lan.gateway" }];
  const server: PlannedAddress[] =
    registry === undefined
      ? []
      : [
          {
            ...common,
            kind: "registry",
            address: registry.address,
            owner: `registry :${registry.port} on ${registry.host}`,
            path: "registry",
            host: registry.host,
          },
        ];
  return [
    ...gateway,
    ...reservedAddresses(lan.reserved, reservedPlace(lan.subnet)),
    ...hosts.map((host): PlannedAddress => {
      const place = { owner: hostOwner(host.name, host.nic), path: `hosts.${host.name}.address`, host: host.name };
      const mac = host.vm.kind === "vsphere" ? { mac: host.vm.mac } : {};
      return { ...common, kind: hostKind(host), address: host.address, ...mac, ...place };
    }),
    ...server,
  ];
}

function reservedPlace(subnet: string): ReservedPlace {
  return { domain, path: "lan.reserved", subnetFor: () => subnet };
}

/** An existing machine in two stacks is one machine; a machine that a stack creates is only its own. */
function hostKind({ vm }: Host): "vm" | "host" {
  switch (vm.kind) {
    case "lab":
    case "vsphere":
      return "vm";
    case "existing":
      return "host";
  }
}

export function hostOwner(host: string, link: string): string {
  return `host ${host} (${link})`;
}
