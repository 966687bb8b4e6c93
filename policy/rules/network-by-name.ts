import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { hasFixedAddress, networkNameOf } from "../support/read-container";
import { countItems, read } from "../support/read-props";
import { TYPES } from "../support/types";

export const networkByName = defineRule({
  name: "network-by-name",
  description:
    "A fixed address belongs to a network given by name, because an ID is unknown during preview and different on every host, so address conflicts would go unnoticed.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Write networksAdvanced: [{ name: network.name, … }] instead of network.id.",
  looksAt: resourcesOf(TYPES.container),
  check: ({ name, props }, report) => {
    for (let index = 0; index < countItems(props, "networksAdvanced"); index += 1) {
      const entry = read(props, "networksAdvanced", index);
      if (!hasFixedAddress(entry)) continue;
      const network = read(entry, "name");
      if (typeof network === "string" && networkNameOf(network) !== undefined) continue;
      report(
        `docker.Container "${name}" networksAdvanced[${index}].name: ${String(network)} is not a network name. ` +
          "Refer to the network by its name.",
      );
    }
  },
});
