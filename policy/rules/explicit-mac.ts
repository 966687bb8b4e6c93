import { keysAt } from "../support/known";
import { layer2Attachments, rowRule } from "../support/row-rule";

export const explicitMac = rowRule(
  {
    name: "explicit-mac",
    description:
      "A container with a fixed address on a layer-2 network states its MAC address, because Docker from 28.0 draws another one at each creation, which neighbours, filters and licences do not know.",
    enforcementLevel: "advisory",
    severity: "low",
    remediationSteps: "Set macAddress, for an IPv4 address to 02:42 and its four octets.",
    url: "https://github.com/kreuzwerker/terraform-provider-docker/issues/786",
  },
  "container",
  (sight, report, { props }) => {
    for (const { end } of layer2Attachments(sight)) {
      const [first] = end.addresses;
      const index = sight.row.attachments.indexOf(end);
      if (first === undefined || keysAt(props, "networksAdvanced", index).includes("macAddress")) continue;
      report(
        `${sight.row.label} ${end.field}.macAddress: is missing at address ${first.address}. Set it, so that it stays.`,
      );
    }
  },
);
