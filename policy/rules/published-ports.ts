import { defineRule } from "../support/define-rule";
import { layer2AttachmentsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";
import { countItems } from "../support/read-props";

export const publishedPorts = defineRule({
  name: "published-ports",
  description:
    "A container with only layer-2 networks publishes no ports, because Docker silently accepts them but nothing listens.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps:
    "Remove ports and use the container's own address, or also attach the container to a bridge network.",
  looksAt: observationsOf("container"),
  check: ({ row, earlier }, report, { props }) => {
    if (countItems(props, "ports") === 0) return;
    const { attachments, label } = row;
    if (attachments.length === 0 || layer2AttachmentsOf(row, earlier).length < attachments.length) return;
    const names = attachments.map(({ network }) => network);
    report(`${label} ports: have no effect on ${names.join(", ")}. Remove them.`);
  },
});
