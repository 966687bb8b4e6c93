import type { ReportViolation } from "@pulumi/policy";
import { defaultRoutes, engineText, type EngineChoice, type RouteCandidate } from "../../topology/default-route";
import { defineRule } from "../support/define-rule";
import { layer2AttachmentsOf } from "../support/earlier-rows";
import { ENGINE_SETTINGS, engineOf } from "../support/engine";
import { observationsOf } from "../support/looks-at";
import { countItems } from "../support/read-props";
import { routeCandidates } from "../support/route-candidates";
import type { ContainerRow } from "../support/rows";

const FAMILIES = ["ipv4", "ipv6"] as const;

type Family = (typeof FAMILIES)[number];

export const oneDefaultGateway = defineRule({
  name: "one-default-gateway",
  description:
    "A container on several networks, one of them layer 2, states which of them is its default route, because Docker otherwise chooses by address families and names, and before 28 always does.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Give one entry of networksAdvanced a higher gwPriority than all others; in a fabric, set defaultGateway.",
  url: "https://github.com/moby/moby/issues/35221",
  settings: ENGINE_SETTINGS,
  looksAt: observationsOf("container"),
  check: ({ row, earlier }, report, { props, settings }) => {
    // Throws while the list is unknown, so that the SDK says so.
    countItems(props, "networksAdvanced");
    if (layer2AttachmentsOf(row, earlier).length === 0) return;
    const candidates = routeCandidates(row, earlier, props);
    const choices = defaultRoutes(candidates, engineOf(row.daemon, earlier, settings.engine));
    // A container whose networks have both families needs to be told only once.
    FAMILIES.some((family) => checkFamily(family, row, candidates, choices, report));
  },
});

/** Whether it reported a fault. */
function checkFamily(
  family: Family,
  { label, name }: ContainerRow,
  all: readonly RouteCandidate[],
  choices: readonly EngineChoice[],
  report: ReportViolation,
): boolean {
  const candidates = all.filter((candidate) => candidate[family]);
  if (candidates.length < 2) return false;
  const highest = Math.max(...candidates.map(({ priority }) => priority));
  const [chosen, second] = candidates.filter(({ priority }) => priority === highest);
  const route = `default route${family === "ipv4" ? "" : " of IPv6"}`;
  if (chosen === undefined || second !== undefined) {
    const names = candidates.map(({ network }) => network).join(", ");
    report(
      `${label} networksAdvanced: no gwPriority decides which of ${names} is the ${route} of ` +
        `container ${name}. Give one of them the highest, such as gwPriority 1.`,
    );
    return true;
  }
  const others = choices.filter(({ routes }) => routes[family] !== chosen.network);
  if (others.length === 0) return false;
  const facts = others.map((choice) => `${engineText(choice)} takes ${choice.routes[family] ?? "none"}`).join(", ");
  report(
    `${label} networksAdvanced: gwPriority makes ${chosen.network} the ${route} of container ${name}, but ` +
      `${facts}. ${remedyFor(chosen, candidates, others)}`,
  );
  return true;
}

/** Before 28 the name decides, and up to 29.4 a network with both families wins, whatever its priority. */
function remedyFor(
  chosen: RouteCandidate,
  candidates: readonly RouteCandidate[],
  others: readonly EngineChoice[],
): string {
  const { network } = chosen;
  const loses = !hasBoth(chosen) && candidates.some(hasBoth);
  const change = loses
    ? `Give ${network} a subnet of each family`
    : `Rename the networks so that ${network} sorts first`;
  const newest = others.at(-1)?.until;
  if (newest === undefined) return `${change}.`;
  return `${change}, or declare Docker ${newest} or later (hosts.<name>.docker, or the setting engine of this rule).`;
}

function hasBoth({ ipv4, ipv6 }: RouteCandidate): boolean {
  return ipv4 && ipv6;
}
