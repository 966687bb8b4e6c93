import type { AddressPlan, PlannedAddress, PlannedSubnet } from "../../topology/addresses";
import { parseAddress } from "../../topology/ip";
import { domainOf, networkOf, poolOf } from "./belonging";
import type { ContainerRow, FabricRow, NetworkRow, Row } from "./rows";

/**
 * The address plan that the resources add up to, as one host sees it: every layer-2 network of the stack, and the bridge
 * networks of that host alone, whose addresses other hosts may use again. A network that stands on several hosts is one
 * network when name, subnet and VLAN ID are the same.
 */
export function planFromResources(rows: readonly Row[], host?: string): AddressPlan {
  const networks = rows.filter((row) => row.kind === "network");
  const visible = networks.filter((network) => network.layer2 || network.host.id === host);
  const fabrics = rows.filter((row) => row.kind === "fabric");
  const fixed = [...fabrics.flatMap(fabricAddresses), ...visible.flatMap(networkAddresses)];
  return {
    subnets: [...fabrics.flatMap((row) => fabricSubnets(row, visible)), ...visible.flatMap(networkSubnets)],
    addresses: [
      ...unique(fixed, fixedKey),
      ...rows.filter((row) => row.kind === "container").flatMap((row) => containerAddresses(row, networks)),
    ],
    // Two networks on one VLAN need not be a fault in general: only the plan of a Fabric promises that there are none.
    networks: [],
  };
}

/** A network on a subnet of the plan, such as the LAN's, is that subnet, and no second one. */
function fabricSubnets({ plan }: FabricRow, networks: readonly NetworkRow[]): PlannedSubnet[] {
  const stands = (network: NetworkRow, { domain, subnet }: PlannedSubnet): boolean =>
    (network.parent === undefined || domainOf(network) === domain) &&
    network.pools.some((pool) => pool.subnet === subnet);
  return plan.subnets.filter((entry) => !networks.some((network) => stands(network, entry)));
}

/** Of a Fabric, what is no Docker resource. Its containers are seen when they register. */
function fabricAddresses({ plan }: FabricRow): PlannedAddress[] {
  return plan.addresses.filter(({ kind }) => kind !== "container");
}

/** The name belongs to the domain here: two networks of one subnet are two owners of it, even on one VLAN. */
function networkSubnets(row: NetworkRow): PlannedSubnet[] {
  const common = { kind: "segment", domain: `${row.name} on ${domainOf(row)}`, owner: `network ${row.name}` } as const;
  return row.pools.flatMap(({ subnet }, index) => {
    return subnet === undefined
      ? []
      : [{ ...common, subnet, path: `${row.label} ipamConfigs[${String(index)}].subnet` }];
  });
}

function networkAddresses(row: NetworkRow): PlannedAddress[] {
  return row.pools.flatMap(({ subnet = "", gateway, auxiliary }, index): PlannedAddress[] => {
    const path = `${row.label} ipamConfigs[${String(index)}]`;
    const common = { subnet, domain: domainOf(row) };
    const own = auxiliary.map((address): PlannedAddress => {
      const owner = `network ${row.name} (reserved)`;
      return { ...common, kind: "reserved", address, owner, path: `${path}.auxAddress` };
    });
    if (gateway === undefined) return own;
    const owner = `gateway of network ${row.name}`;
    return [{ ...common, kind: "gateway", address: gateway, owner, path: `${path}.gateway` }, ...own];
  });
}

function containerAddresses(row: ContainerRow, networks: readonly NetworkRow[]): PlannedAddress[] {
  const reachable = networks.filter((network) => network.layer2 || network.host.id === row.host.id);
  return row.attachments.flatMap(({ network: name, addresses, mac }) =>
    addresses.flatMap(({ field, address }, index): PlannedAddress[] => {
      const network = networkOf(name, address, reachable);
      if (network === undefined && name === undefined) return [];
      const domain = network === undefined ? `network ${String(name)}` : domainOf(network);
      const subnet = poolOf(network?.pools ?? [], address);
      const owner = `container ${row.name} on ${row.host.name}`;
      const path = `${row.label} ${field}`;
      // With an address of each family an attachment still has one MAC.
      const own = mac === undefined || index > 0 ? {} : { mac };
      return [{ kind: "container", address, subnet, domain, owner, path, ...own }];
    }),
  );
}

/** A gateway that two hosts state is one gateway; a host that Docker is told to keep clear of is one host. */
function fixedKey({ kind, domain, address }: PlannedAddress): string {
  return `${domain} ${parseAddress(address)?.text ?? address} ${kind === "gateway" ? "gateway" : "reserved"}`;
}

function unique<T>(items: readonly T[], key: (item: T) => string): T[] {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(key(item))) found.set(key(item), item);
  return [...found.values()];
}
