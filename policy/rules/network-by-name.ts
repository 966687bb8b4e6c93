import type { ResourceValidationPolicy } from "@pulumi/policy";
import { at, countAt, textAt } from "../support/known";
import { onType } from "../support/on-type";
import { networkName } from "../support/read-row";
import { TYPES } from "../support/types";

export const networkByName: ResourceValidationPolicy = {
  name: "network-by-name",
  description:
    "A fixed address belongs to a network given by name, because an id is unknown during preview and different on every host, so that no one could tell which addresses meet.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Write networksAdvanced: [{ name: network.name, … }] instead of network.id.",
  validateResource: onType(TYPES.container, ({ name, props }, report) => {
    for (let index = 0; index < countAt(props, "networksAdvanced"); index += 1) {
      const entry = at(props, "networksAdvanced", index);
      if (textAt(entry, "ipv4Address") === undefined && textAt(entry, "ipv6Address") === undefined) continue;
      const network = at(entry, "name");
      if (typeof network === "string" && networkName(network) !== undefined) continue;
      report(
        `docker.Container "${name}" networksAdvanced[${index}].name: ${String(network)} is no network name. ` +
          `Refer to the network by its name.`,
      );
    }
  }),
};
