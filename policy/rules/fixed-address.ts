import { defineRule } from "../support/define-rule";
import { layer2AttachmentsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";
import { automaticPoolsOf } from "../support/memberships";

export const fixedAddress = defineRule({
  name: "fixed-address",
  description:
    "Every container on a layer-2 network has a fixed address, because any other may change at each start and collide with an address on another host.",
  enforcementLevel: "advisory",
  severity: "low",
  remediationSteps: "Give the attachment an ipv4Address or ipv6Address.",
  looksAt: observationsOf("container"),
  check: ({ row, earlier }, report) => {
    for (const { attachment, network } of layer2AttachmentsOf(row, earlier)) {
      if (automaticPoolsOf(attachment, network).length === 0) continue;
      const families = attachment.open.map((family) => `IPv${family}`).join(" or ");
      report(
        `${row.label} ${attachment.field}: container ${row.name} on ${row.daemon.name} has no fixed ${families} ` +
          `address on ${network.name}. Give it one.`,
      );
    }
  },
});
