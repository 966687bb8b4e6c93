import type { PlanEntry, PlanTable } from "../harness/page/page-input";
import { parseRange, parseSubnet, type Subnet } from "../topology/ip";
import type { AddressPlan, PlannedAddress, PlannedRange } from "../topology/plan/address-plan";
import { reportPlan, valueText } from "../topology/plan/plan-report";

/** Larger subnets have no map: everything in them would be one line. */
const MOST_ADDRESSES = 4096n;

/** The address plan as the report shows it. */
export function planTables(plan: AddressPlan): PlanTable[] {
  const segments = new Map<string, string[]>();
  for (const { domain, owner } of plan.networks) {
    const name = /^segment (.+)$/.exec(owner)?.[1];
    if (name !== undefined) segments.set(domain, [...(segments.get(domain) ?? []), name]);
  }
  return reportPlan(plan).map(({ domain, subnet, owner, free, next, entries }) => ({
    ...{ domain, subnet, owner, segments: segments.get(domain) ?? [] },
    ...(free === undefined ? {} : { free: `${free}` }),
    ...(next === undefined ? {} : { next }),
    entries: entries.map((entry) => planEntry(entry, parseSubnet(subnet))),
  }));
}

function planEntry(entry: PlannedRange | PlannedAddress, subnet: Subnet | undefined): PlanEntry {
  const { kind, owner, path } = entry;
  const span = spanOf(entry, subnet);
  const host = "host" in entry ? entry.host : undefined;
  const mac = "mac" in entry ? entry.mac : undefined;
  return {
    ...{ value: valueText(entry), kind, owner, path },
    ...(host === undefined ? {} : { host }),
    ...(mac === undefined ? {} : { mac }),
    ...(span === undefined ? {} : { span }),
  };
}

function spanOf(entry: PlannedRange | PlannedAddress, subnet: Subnet | undefined): PlanEntry["span"] {
  const range = parseRange(valueText(entry));
  if (range === undefined || subnet === undefined) return undefined;
  const size = subnet.last - subnet.first + 1n;
  if (size > MOST_ADDRESSES || range.first < subnet.first || range.last > subnet.last) return undefined;
  return [Number(range.first - subnet.first) / Number(size), Number(range.last - range.first + 1n) / Number(size)];
}
