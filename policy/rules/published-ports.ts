import { countAt } from "../support/known";
import { earlierOf, rowRule } from "../support/row-rule";

export const publishedPorts = rowRule(
  {
    name: "published-ports",
    description:
      "A container on macvlan networks alone publishes no ports, because Docker accepts them silently and nothing listens.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps:
      "Remove ports and use the container's own address, or attach the container to a bridge network too.",
  },
  "container",
  (sight, report, { props }) => {
    if (countAt(props, "ports") === 0) return;
    const networks = earlierOf(sight, "network");
    const names = sight.row.attachments.map(({ network }) => network);
    const layer2 = names.every((name) => {
      const named = networks.filter((row) => row.name === name);
      return named.length > 0 && named.every((row) => row.layer2);
    });
    if (names.length === 0 || !layer2) return;
    report(`${sight.row.label} ports: have no effect on ${names.join(", ")}. Remove them.`);
  },
);
