import { countAt } from "../support/known";
import { layer2Attachments, rowRule } from "../support/row-rule";

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
    const { attachments } = sight.row;
    if (attachments.length === 0 || layer2Attachments(sight).length < attachments.length) return;
    const names = attachments.map(({ network }) => network);
    report(`${sight.row.label} ports: have no effect on ${names.join(", ")}. Remove them.`);
  },
);
