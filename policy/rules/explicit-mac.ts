import { defineRule } from "../support/define-rule";
import { layer2AttachmentsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";
import { readKeys } from "../support/read-props";

export const explicitMac = defineRule({
  name: "explicit-mac",
  description:
    "A container with a fixed address on a layer-2 network sets its MAC address, because Docker 28.0 and later generates another one at each creation, which neighbours, filters and licences do not know.",
  enforcementLevel: "advisory",
  severity: "low",
  remediationSteps: "Set macAddress; for an IPv4 address, to 02:42 and its four octets.",
  url: "https://github.com/kreuzwerker/terraform-provider-docker/issues/786",
  looksAt: observationsOf("container"),
  check: ({ row, earlier }, report, { props }) => {
    for (const { attachment } of layer2AttachmentsOf(row, earlier)) {
      const [first] = attachment.addresses;
      const index = row.attachments.indexOf(attachment);
      if (first === undefined || readKeys(props, "networksAdvanced", index).includes("macAddress")) continue;
      report(
        `${row.label} ${attachment.field}.macAddress: missing beside address ${first.address}. Set it, so that the MAC ` +
          "address stays the same.",
      );
    }
  },
});
