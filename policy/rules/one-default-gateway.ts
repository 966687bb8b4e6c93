import { GATEWAY_PRIORITY_SINCE, isOlder } from "../../topology/docker-version";
import { defineRule } from "../support/define-rule";
import { layer2AttachmentsOf, rowsOf } from "../support/earlier-rows";
import { ENGINE_SETTINGS, engineOf } from "../support/engine";
import { observationsOf } from "../support/looks-at";
import { findNetworkByName } from "../support/memberships";
import { countItems, read } from "../support/read-props";
import type { ContainerRow, Row } from "../support/rows";

export const oneDefaultGateway = defineRule({
  name: "one-default-gateway",
  description:
    "A container on several networks, one of them layer 2, states which of them is its default route, because Docker otherwise uses whichever comes first.",
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
    const candidates = candidatesOf(row, earlier);
    if (candidates.length < 2 || layer2AttachmentsOf(row, earlier).length === 0) return;
    const routes = candidates.map(({ name, index }) => ({ name, priority: readPriority(props, index) }));
    const highest = Math.max(...routes.map(({ priority }) => priority));
    const [chosen, second] = routes.filter(({ priority }) => priority === highest);
    const names = routes.map(({ name }) => name);
    if (chosen === undefined || second !== undefined) {
      report(
        `${row.label} networksAdvanced: no gwPriority decides which of ${names.join(", ")} is the default route of ` +
          `container ${row.name}. Give one of them the highest, such as gwPriority 1.`,
      );
      return;
    }
    const engine = engineOf(row.daemon, earlier, settings.engine);
    const [first = ""] = names.sort();
    if ((engine !== undefined && !isOlder(engine, GATEWAY_PRIORITY_SINCE)) || chosen.name === first) return;
    report(
      `${row.label} networksAdvanced: Docker before ${GATEWAY_PRIORITY_SINCE} ignores gwPriority and uses ${first}, whose ` +
        `name sorts first, instead of ${chosen.name}. Rename the networks, or declare the Docker version ` +
        "(hosts.<name>.docker, or the setting engine of this rule).",
    );
  },
});

/** The attachments that can be the default route, by the name of their network and their place in the list. */
function candidatesOf(
  { attachments, daemon }: ContainerRow,
  earlier: readonly Row[],
): { name: string; index: number }[] {
  const networks = rowsOf(earlier, "network");
  return attachments.flatMap(({ network: name }, index) => {
    const isInternal = findNetworkByName(name, daemon, networks)?.internal === true;
    return isInternal ? [] : { name: name ?? "a network", index };
  });
}

function readPriority(props: unknown, index: number): number {
  const priority = read(props, "networksAdvanced", index, "gwPriority");
  return typeof priority === "number" ? priority : 0;
}
