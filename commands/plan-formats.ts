import type { NamedAddress } from "../harness/names/named-addresses";
import { csv } from "../support/csv";
import { tableLine } from "../support/table";
import { problemText, type Problem } from "../support/problem";
import type { Choice } from "../topology/automatic/assigned";
import type { AddressPlan, PlannedAddress, PlannedRange } from "../topology/plan/address-plan";
import { exportPlan } from "../topology/plan/exported-plan";
import { enginesText, remedyText, type Requirement } from "../topology/requirements/requirement";
import { automaticLines, automaticMarks } from "./plan-automatic";
import { reportPlan, valueText, type SubnetReport } from "../topology/plan/plan-report";

/**
 * A table for people: a heading for each layer-2 domain, a line for each subnet, and what lies in it; then what is automatic,
 * who has which names, and at the end what the plan needs from the Docker engines of the hosts.
 */
export function planText(
  plan: AddressPlan,
  names: readonly NamedAddress[],
  requirements: readonly Requirement[],
  bold: (text: string) => string,
  choices: readonly Choice[] = [],
): string {
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [[bold(title), ...lines].join("\n")];
  return [
    addressText(plan, bold, automaticMarks(choices)),
    ...section("Automatic", indented(automaticLines(choices))),
    ...section("Names", nameLines(names)),
    ...section("Docker", indented(requirementLines(requirements))),
  ].join("\n\n");
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function nameLines(names: readonly NamedAddress[]): string[] {
  const rows = names.map(({ address, names: own }) => [address, own.join(", ")]);
  return rows.map(tableLine(rows, 2));
}

/** One line for each need, with all hosts that have it. */
function requirementLines(requirements: readonly Requirement[]): string[] {
  const hosts = new Map<string, string[]>();
  for (const { host, ...need } of requirements) {
    const { path, reason } = need;
    const key = `needs ${enginesText(need)} on HOSTS for ${path}: ${reason}; ${remedyText(need)}`;
    hosts.set(key, [...new Set([...(hosts.get(key) ?? []), host])]);
  }
  return [...hosts].map(([text, names]) => text.replace("HOSTS", () => names.join(", ")));
}

function addressText(
  plan: AddressPlan,
  bold: (text: string) => string,
  markOf: (entry: PlannedRange | PlannedAddress) => string,
): string {
  const reports = reportPlan(plan);
  const cellsOf = (entry: PlannedRange | PlannedAddress): string[] => {
    return [valueText(entry), `${entry.kind}${markOf(entry)}`, entry.owner, macOf(entry), entry.path];
  };
  const rows = reports.flatMap(({ entries }) => entries.map(cellsOf));
  const line = tableLine([COLUMNS, ...rows], 4);
  const domains = [...new Set(reports.map(({ domain }) => domain))];
  return domains
    .map((domain) => {
      const subnets = reports.filter((report) => report.domain === domain);
      const blocks = subnets.map((report) =>
        [
          `  ${report.subnet}  ${report.owner}${spaceOf(report)}`,
          ...(report.entries.length === 0
            ? []
            : [line(COLUMNS), ...report.entries.map((entry) => line(cellsOf(entry)))]),
        ].join("\n"),
      );
      return [bold(domain), ...blocks].join("\n");
    })
    .join("\n\n");
}

const COLUMNS = ["ADDRESS", "KIND", "OWNER", "MAC", "PATH"];

function macOf(entry: PlannedRange | PlannedAddress): string {
  return "mac" in entry ? (entry.mac ?? "") : "";
}

function spaceOf({ free, next }: SubnetReport): string {
  if (free === undefined) return "";
  return next === undefined ? ", full" : `, ${free} free, the first is ${next}`;
}

/**
 * What other stacks name as their peer, with the free space, what is automatic, the names, what is needed from engines, and the
 * problems. `free` is text: IPv6 exceeds a number.
 */
export function planJson(
  stack: string,
  plan: AddressPlan,
  names: readonly NamedAddress[],
  requirements: readonly Requirement[],
  problems: readonly Problem[],
  choices: readonly Choice[] = [],
): string {
  const free = reportPlan(plan).flatMap(({ domain, subnet, free: count, next }) =>
    count === undefined ? [] : [{ domain, subnet, free: String(count), ...(next === undefined ? {} : { next }) }],
  );
  return JSON.stringify(
    {
      ...exportPlan(stack, plan),
      ...{ free, automatic: choices, names, requirements, problems: problems.map(problemText) },
    },
    undefined,
    2,
  );
}

/** A row for each subnet, range and address. */
export function planCsv(plan: AddressPlan): string {
  const rows = [
    ...plan.subnets.map(({ kind, subnet, domain, owner, path, stack }) => [
      ...[domain, subnet, subnet, kind, owner],
      ...["", "", path, stack ?? ""],
    ]),
    ...[...plan.ranges, ...plan.addresses].map((entry) => {
      const host = "host" in entry ? (entry.host ?? "") : "";
      const { domain, subnet, kind, owner, path, stack = "" } = entry;
      return [domain, subnet, valueText(entry), kind, owner, host, macOf(entry), path, stack];
    }),
  ];
  const header = ["domain", "subnet", "address", "kind", "owner", "host", "mac", "path", "stack"];
  return csv([header, ...rows]);
}
