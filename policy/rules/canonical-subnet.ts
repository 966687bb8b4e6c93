import type { ResourceValidationPolicy } from "@pulumi/policy";
import { parseSubnet } from "../../topology/ip";
import { at, countAt } from "../support/known";
import { onType } from "../support/on-type";
import { TYPES } from "../support/types";

export const canonicalSubnet: ResourceValidationPolicy = {
  name: "canonical-subnet",
  description:
    "Subnets and ranges are written with their network address, because Docker before 25.0 accepts host bits silently, later ones refuse them, and what Docker reports back would replace the network.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Write the block as the message gives it.",
  validateResource: onType(TYPES.network, ({ name, props }, report) => {
    for (let index = 0; index < countAt(props, "ipamConfigs"); index += 1) {
      for (const field of ["subnet", "ipRange"]) {
        const text = at(props, "ipamConfigs", index, field);
        if (typeof text !== "string" || parseSubnet(text)?.text === text) continue;
        const remedy = parseSubnet(text)?.text ?? "a block such as 172.16.10.0/24";
        report(`docker.Network "${name}" ipamConfigs[${index}].${field}: ${text} is not canonical. Write ${remedy}.`);
      }
    }
  }),
};
