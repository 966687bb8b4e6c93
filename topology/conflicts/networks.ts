import { familyOf } from "../ip";
import { domainText } from "../naming";
import type { PlannedNetwork, PlannedSubnet } from "../plan/address-plan";
import { isOurs, ourLast, type Conflict } from "./conflict";

/**
 * Networks that share a layer-2 domain, and so are not isolated, or a name on one host.
 * @param subnets those of the networks, to tell two networks from one that was split into its families
 */
export function findSharedDomains(
  networks: readonly PlannedNetwork[],
  subnets: readonly PlannedSubnet[] = [],
): Conflict[] {
  const domains = new Map<string, PlannedNetwork>();
  const names = new Map<string, PlannedNetwork>();
  return networks.flatMap((entry): Conflict[] => {
    const conflicts: Conflict[] = [];
    const sameDomain = domains.get(entry.domain);
    if (entry.kind === "bridge") {
      // Ends at its host.
    } else if (sameDomain === undefined) domains.set(entry.domain, entry);
    else if (isOurs(sameDomain, entry)) conflicts.push(sharedDomain(...ourLast(sameDomain, entry), subnets));
    const sameName = claimNames(entry, names);
    if (sameName !== undefined && isOurs(sameName, entry)) conflicts.push(sharedName(...ourLast(sameName, entry)));
    return conflicts;
  });
}

/** Claims the name on each host; returns the first other network that has it on one of them. */
function claimNames(entry: PlannedNetwork, names: Map<string, PlannedNetwork>): PlannedNetwork | undefined {
  let first: PlannedNetwork | undefined;
  for (const host of entry.hosts) {
    const key = `${entry.network} ${host}`;
    const owner = names.get(key);
    if (owner === undefined) names.set(key, entry);
    // A host that is listed twice is reported elsewhere.
    if (owner !== entry) first ??= owner;
  }
  return first;
}

function sharedDomain(first: PlannedNetwork, second: PlannedNetwork, subnets: readonly PlannedSubnet[]): Conflict {
  const message =
    `${second.owner} is on ${domainText(second.domain)}, and so is ${first.owner} (${first.path}): ` +
    `their containers would share one layer-2 domain. ${sharedDomainRemedy(first, second, subnets)}`;
  return { rule: "shared-vlan", path: second.path, message };
}

function sharedDomainRemedy(first: PlannedNetwork, second: PlannedNetwork, subnets: readonly PlannedSubnet[]): string {
  const families = [first, second].map((network) => onlyFamilyOf(network, subnets));
  const isSplit = first.stack === undefined && families.includes(4) && families.includes(6);
  if (!isSplit) return "Give each segment a VLAN ID of its own.";
  const [whole, list] = second.owner.startsWith("segment ") ? ["segment", "subnets"] : ["network", "ipamConfigs"];
  return (
    `For IPv4 and IPv6 on one VLAN, put both subnets into the ${list} of one ${whole}; ` +
    "otherwise give each a VLAN ID of its own."
  );
}

/** The family of a network that has only one. */
function onlyFamilyOf({ owner, stack }: PlannedNetwork, subnets: readonly PlannedSubnet[]): 4 | 6 | undefined {
  const own = subnets.filter((entry) => entry.owner === owner && entry.stack === stack);
  const families = new Set(own.map(({ subnet }) => familyOf(subnet)));
  return families.size === 1 ? [...families][0] : undefined;
}

function sharedName(first: PlannedNetwork, second: PlannedNetwork): Conflict {
  const message =
    `network name ${second.network} of ${second.owner} is already used by ${first.owner} ` +
    `(${first.namePath}). Docker needs distinct names for the networks of a host: rename one.`;
  return { rule: "duplicate-network", path: second.namePath, message };
}
