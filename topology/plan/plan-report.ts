import { parseRange, parseSubnet } from "../ip";
import {
  isForeign,
  type AddressPlan,
  type PlannedAddress,
  type PlannedRange,
  type PlannedSubnet,
} from "./address-plan";
import { bridgeDomain } from "./bridge-addresses";
import { FreeAddresses } from "./free-addresses";
import { readAddresses } from "./read-addresses";

/** A subnet of the plan with everything that lies in it. */
export interface SubnetReport {
  readonly domain: string;
  readonly subnet: string;
  /** All owners of the subnet: `host docker01 (ens33.10), host docker02 (ens33.10)`. */
  readonly owner: string;
  readonly path: string;
  /** How many of its addresses are free; absent for foreign subnets. */
  readonly free?: bigint;
  /** The first free one. */
  readonly next?: string;
  /** In the order of their addresses. */
  readonly entries: readonly (PlannedRange | PlannedAddress)[];
}

/** The plan for people: by layer-2 domain and subnet, with the free space. */
export function reportPlan(plan: AddressPlan): SubnetReport[] {
  const free = new FreeAddresses(plan.ranges, readAddresses(plan.addresses));
  const groups = new Map<string, PlannedSubnet[]>();
  for (const entry of plan.subnets.flatMap(hostSubnets)) {
    const key = `${entry.domain} ${entry.subnet}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].flatMap((owners) => {
    const [first] = owners;
    return first === undefined ? [] : [reportSubnet(first, owners, plan, free)];
  });
}

/** Each host has a bridge of its own. */
function hostSubnets(entry: PlannedSubnet): PlannedSubnet[] {
  const { kind, domain, hosts = [] } = entry;
  if (kind !== "bridge" || hosts.length === 0) return [entry];
  return hosts.map((host) => ({ ...entry, domain: bridgeDomain(domain, host) }));
}

/** The address or range of an entry as text. */
export function valueText(entry: PlannedRange | PlannedAddress): string {
  return "range" in entry ? entry.range : entry.address;
}

function reportSubnet(
  first: PlannedSubnet,
  owners: readonly PlannedSubnet[],
  plan: AddressPlan,
  free: FreeAddresses,
): SubnetReport {
  const { domain, subnet } = first;
  const entries = [...plan.ranges, ...plan.addresses]
    .filter((entry) => entry.domain === domain && entry.subnet === subnet)
    .sort((a, b) => compare(firstOf(a), firstOf(b)));
  return {
    domain,
    subnet,
    owner: owners.map(({ owner }) => owner).join(", "),
    path: owners.map(({ path }) => path).join(", "),
    ...freeSpace(first, free),
    entries,
  };
}

/** Nothing for a foreign subnet, whose addresses others give. */
function freeSpace({ domain, subnet, kind }: PlannedSubnet, free: FreeAddresses): Pick<SubnetReport, "free" | "next"> {
  const space = isForeign(kind) ? undefined : parseSubnet(subnet);
  if (space === undefined) return {};
  // Counted first, because a suggestion counts as taken.
  const count = free.count(space, domain);
  const next = free.next({ address: "", subnet, domain });
  return { free: count, ...(next === undefined ? {} : { next }) };
}

function firstOf(entry: PlannedRange | PlannedAddress): bigint {
  return parseRange(valueText(entry))?.first ?? 0n;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
