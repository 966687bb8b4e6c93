import { drawnFrom } from "../support/belonging";
import { layer2Attachments, rowRule } from "../support/row-rule";

export const fixedAddress = rowRule(
  {
    name: "fixed-address",
    description:
      "Every container on a layer-2 network has a fixed address, because only then it is the same after each start, and known to be nobody else's.",
    enforcementLevel: "advisory",
    severity: "low",
    remediationSteps: "Give the attachment an ipv4Address or ipv6Address.",
  },
  "container",
  (sight, report) => {
    for (const { end, network } of layer2Attachments(sight)) {
      if (drawnFrom(end, network).length === 0) continue;
      const families = end.open.map((family) => `IPv${family}`).join(" or ");
      report(
        `${sight.row.label} ${end.field}: container ${sight.row.name} on ${sight.row.daemon.name} has no fixed ${families} ` +
          `address on ${network.name}. Give it one.`,
      );
    }
  },
);
