import { parseSubnet } from "../ip";
import { isForeign, type PlannedSubnet } from "../plan/address-plan";
import { ourLast, type Conflict } from "./conflict";
import {
  GroupNumbers,
  groupsBesidePeers,
  orderByComparing,
  orderNumbers,
  sweep,
  type Columns,
  type NamedGroups,
  type SweepRules,
} from "./sweep";

/** Two subnets that share addresses. The same subnet on the same domain is one subnet, whoever names it. */
export function findOverlaps(subnets: readonly PlannedSubnet[]): Conflict[] {
  const { ipv4, ipv6 } = readColumns(subnets);
  const rules: SweepRules<PlannedSubnet> = {
    groups: new GroupNumbers(signature, (entry) => groupsBesidePeers(groupsOf(entry), entry.stack)),
    identityOf,
  };
  return [...sweep(ipv4, orderNumbers(ipv4.firsts), rules), ...sweep(ipv6, orderByComparing(ipv6.firsts), rules)].map(
    ([earlier, later]) => overlap(...ourLast(earlier, later)),
  );
}

/** Skips malformed subnets, which the schema rejects. IPv4 addresses fit in numbers, which sort and compare far faster. */
function readColumns(subnets: readonly PlannedSubnet[]) {
  const ipv4: Columns<PlannedSubnet, number> = { entries: [], firsts: [], lasts: [] };
  const ipv6: Columns<PlannedSubnet, bigint> = { entries: [], firsts: [], lasts: [] };
  for (const entry of subnets) {
    const range = parseSubnet(entry.subnet);
    if (range?.family === 4) {
      ipv4.entries.push(entry);
      ipv4.firsts.push(Number(range.first));
      ipv4.lasts.push(Number(range.last));
    } else if (range !== undefined) {
      ipv6.entries.push(entry);
      ipv6.firsts.push(range.first);
      ipv6.lasts.push(range.last);
    }
  }
  return { ipv4, ipv6 };
}

/** A segment or bridge of a peer is not ours, even on the same subnet; the LAN is the same for all. */
function identityOf({ kind, domain, stack }: PlannedSubnet): string {
  return (kind === "segment" || kind === "bridge") && stack !== undefined ? `${domain} ${stack}` : domain;
}

function signature({ kind, switch: name = "", hosts = NO_HOSTS, stack }: PlannedSubnet): string {
  return `${kind} ${name} ${hosts.join(",")}${stack === undefined ? "" : " peer"}`;
}

const NO_HOSTS: readonly string[] = [];

/**
 * The groups that a subnet joins, and those that it must not meet. Hosts have routes to the LAN and to their own subnets, so
 * nothing may overlap those. Segments must not meet on one switch or in one daemon; a bridge network ends at its host.
 */
function groupsOf(entry: PlannedSubnet): NamedGroups {
  const daemons = (entry.hosts ?? []).map((host) => `host ${host}`);
  switch (entry.kind) {
    case "lan":
    case "host subnet":
      return { joins: ["routed"], meets: ["routed", "segment", "bridge", "foreign"] };
    case "segment": {
      const places = [`switch ${entry.switch ?? ""}`, ...daemons];
      return { joins: ["segment", ...places], meets: [...places, "routed", "bridge", "foreign", "docker pool"] };
    }
    case "bridge":
      return { joins: ["bridge", ...daemons], meets: [...daemons, "routed", "segment", "foreign"] };
    case "foreign":
      return { joins: ["foreign"], meets: ["routed", "segment", "bridge"] };
    case "docker pool":
      return { joins: ["docker pool"], meets: ["segment"] };
  }
}

function overlap(first: PlannedSubnet, second: PlannedSubnet): Conflict {
  const [other, ours] = isForeign(second.kind) ? [second, first] : [first, second];
  const message =
    `subnet ${ours.subnet} of ${ours.owner} (${ours.domain}) overlaps subnet ${other.subnet} of ` +
    `${other.owner} (${other.domain}, ${other.path}). ${overlapRemedy(ours, other)}`;
  return { rule: isForeign(other.kind) ? "foreign-network" : "overlapping-subnets", path: ours.path, message };
}

function overlapRemedy(ours: PlannedSubnet, other: PlannedSubnet): string {
  if (isForeign(other.kind)) return "Give ours a subnet of its own.";
  const one = other.stack === undefined ? "one of them" : "ours";
  const first = other.stack === undefined ? "" : ", or change that stack first";
  const isWritten = ours.owner === other.owner && ours.kind === "segment";
  if (isWritten || ours.domain !== other.domain || other.subnet === ours.subnet)
    return `Give ${one} a subnet of its own${first}.`;
  return `Write one prefix length in both, or give ${one} a subnet of its own.`;
}
