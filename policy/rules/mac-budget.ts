import type { ReportViolation } from "@pulumi/policy";
import { ownPlan, type AddressPlan } from "../../topology/plan/address-plan";
import { defineRule } from "../support/define-rule";
import { layer2AttachmentsOf, rowsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";
import type { ContainerRow, Row } from "../support/rows";
import { hasOwnMacs } from "../support/types";

export const macBudget = defineRule({
  name: "mac-budget",
  description:
    "A NIC carries no more MAC addresses than its switch port learns, because a switch drops or floods the frames of all others; ipvlan containers share that of the NIC.",
  enforcementLevel: "advisory",
  severity: "medium",
  remediationSteps: "Spread the containers over more hosts, raise the budget to what the switch allows, or use ipvlan.",
  url: "https://docs.docker.com/engine/network/drivers/macvlan/",
  settings: {
    budget: {
      type: "integer",
      minimum: 1,
      default: 64,
      description: "The number of MAC addresses that the switch port of a NIC can learn.",
    },
  },
  looksAt: observationsOf("fabric", "container"),
  check: ({ row, earlier }, report, { settings: { budget } }) => {
    if (row.kind === "fabric") checkPlan(row.plan, budget, report);
    else checkContainer(row, earlier, budget, report);
  },
});

/** What has a link of its own on a segment, when it names its host: a gateway does if a router of the stack has it. */
const ON_LINKS = ["container", "shim", "gateway"];

function checkPlan(plan: AddressPlan, budget: number, report: ReportViolation): void {
  const { networks, addresses } = ownPlan(plan);
  const domains = new Set(networks.filter(({ driver }) => hasOwnMacs(driver)).map(({ domain }) => domain));
  const ports = new Map<string, Set<string>>();
  for (const { kind, domain, owner, host, switch: switchName } of addresses) {
    if (host === undefined || !domains.has(domain) || !ON_LINKS.includes(kind)) continue;
    const port = `${host} on ${switchName === undefined ? "the LAN" : `switch ${switchName}`}`;
    // An endpoint has one MAC for all of its addresses.
    ports.set(port, (ports.get(port) ?? new Set()).add(`${owner} ${domain}`));
  }
  for (const [port, { size }] of ports) {
    // With the NIC's own address, which its subinterfaces share.
    if (size + 1 > budget) report(`containers: ${describeExcess(port, size + 1, budget)}`);
  }
}

/** Reports only the container that exceeds the budget, not those after it. The containers of a Fabric are in its plan. */
function checkContainer(
  container: ContainerRow,
  earlier: readonly Row[],
  budget: number,
  report: ReportViolation,
): void {
  const { label, daemon } = container;
  const own = countMacsByNic(container, earlier);
  macsByNic.set(container, own);
  if (rowsOf(earlier, "fabric").length > 0) return;
  const neighbours = rowsOf(earlier, "container").filter((other) => other.daemon.id === daemon.id);
  for (const [nic, count] of own) {
    const before = neighbours.reduce((sum, other) => sum + (macsByNic.get(other)?.get(nic) ?? 0), 1);
    if (before > budget || before + count <= budget) continue;
    report(`${label}: ${describeExcess(`${nic} on ${daemon.name}`, before + count, budget)}`);
  }
}

/** Counted when each container registers, among the networks that were there then. */
const macsByNic = new WeakMap<ContainerRow, ReadonlyMap<string, number>>();

function countMacsByNic(container: ContainerRow, earlier: readonly Row[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { network } of layer2AttachmentsOf(container, earlier)) {
    if (network.nic !== undefined && hasOwnMacs(network.driver))
      counts.set(network.nic, (counts.get(network.nic) ?? 0) + 1);
  }
  return counts;
}

function describeExcess(port: string, count: number, budget: number): string {
  return (
    `the port of ${port} would carry ${count} MAC addresses, including the NIC's own; its budget is ${budget}. ` +
    "Move containers to other hosts, or use ipvlan."
  );
}
