import { MAC_SINCE } from "../../topology/docker-version";
import { defineRule } from "../support/define-rule";
import { rowsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";
import { findNetworkByName } from "../support/memberships";

export const ignoredMac = defineRule({
  name: "ignored-mac",
  description:
    "A docker.Container sets no macAddress, because Docker ignores it when the provider joins a network: versions before 28 derive a MAC, later ones choose one at random.",
  enforcementLevel: "advisory",
  severity: "medium",
  remediationSteps: `Remove macAddress and let Docker choose; if a licence, a reservation or a filter needs the MAC, set mac on the attachment of a fabric, on a host with Docker ${MAC_SINCE} or later.`,
  url: "https://github.com/kreuzwerker/terraform-provider-docker/issues/786",
  looksAt: observationsOf("container"),
  check: ({ row, earlier }, report) => {
    const networks = rowsOf(earlier, "network");
    for (const { network, field, mac } of row.attachments) {
      // Reported by ipvlan-mac.
      if (mac === undefined || findNetworkByName(network, row.daemon, networks)?.driver === "ipvlan") continue;
      report(
        `${row.label} ${field}.macAddress: ${mac} has no effect, the container gets another MAC. Remove it; where the MAC ` +
          `matters, set mac on the attachment in the configuration of a fabric, on a host with Docker ${MAC_SINCE} or later.`,
      );
    }
  },
});
