import { keysAt } from "../support/known";
import { earlierOf, rowRule } from "../support/row-rule";

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
    const layer2 = new Set(earlierOf(sight, "network").flatMap((row) => (row.layer2 ? row.name : [])));
    sight.row.attachments.forEach(({ network, addresses, automatic }, index) => {
      if (automatic || network === undefined || !layer2.has(network)) return;
      if (keysAt(props, "networksAdvanced", index).includes("macAddress")) return;
      const { address = "unknown" } = addresses[0] ?? {};
      report(
        `${sight.row.label} networksAdvanced[${String(index)}].macAddress: is missing at address ${address}. Set it, so that it stays.`,
      );
    });
  },
);
