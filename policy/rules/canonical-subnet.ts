import type { ResourceValidationPolicy } from "@pulumi/policy";
import { parseSubnet } from "../../topology/ip";
import { at, countAt } from "../support/known";
import { onType } from "../support/on-type";
import { TYPES } from "../support/types";

export const canonicalSubnet: ResourceValidationPolicy = {
  name: "canonical-subnet",
  description:
    "Subnets are written with their network address, because Docker before 25.0 accepts host bits silently, later ones refuse them, and what Docker reports back would replace the network.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Write the subnet as the message gives it.",
  validateResource: onType(TYPES.network, ({ name, props }, report) => {
    for (let index = 0; index < countAt(props, "ipamConfigs"); index += 1) {
      const subnet = at(props, "ipamConfigs", index, "subnet");
      if (typeof subnet !== "string" || parseSubnet(subnet)?.text === subnet) continue;
      const remedy = parseSubnet(subnet)?.text ?? "a subnet such as 172.16.10.0/24";
      report(
        `docker.Network "${name}" ipamConfigs[${String(index)}].subnet: ${subnet} is not canonical. Write ${remedy}.`,
      );
    }
  }),
};
