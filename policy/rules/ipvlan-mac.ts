import { defineRule } from "../support/define-rule";
import { layer2AttachmentsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";
import { hasOwnMacs } from "../support/types";

export const ipvlanMac = defineRule({
  name: "ipvlan-mac",
  description:
    "A container on an ipvlan network sets no MAC address, because all containers share that of the parent, and Docker refuses any other.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Remove macAddress, or use the driver macvlan, which gives each container a MAC of its own.",
  looksAt: observationsOf("container"),
  check: ({ row, earlier }, report) => {
    for (const { attachment, network } of layer2AttachmentsOf(row, earlier)) {
      const { field, mac } = attachment;
      if (mac === undefined || hasOwnMacs(network.driver)) continue;
      report(
        `${row.label} ${field}.macAddress: ${mac} cannot be set on ${network.name}, whose driver ${String(network.driver)} ` +
          "gives every container the MAC of its parent. Remove it, or use macvlan.",
      );
    }
  },
});
