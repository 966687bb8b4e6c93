import { parseSubnet } from "../../topology/ip";
import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { countItems, read } from "../support/read-props";
import { TYPES } from "../support/types";

export const canonicalSubnet = defineRule({
  name: "canonical-subnet",
  description:
    "Subnets and ranges are written with their network address, because Docker before 25.0 silently accepts host bits, later versions refuse them, and the canonical block that Docker reports back would replace the network.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Write the block as given in the message.",
  looksAt: resourcesOf(TYPES.network),
  check: ({ name, props }, report) => {
    for (let index = 0; index < countItems(props, "ipamConfigs"); index += 1) {
      for (const field of ["subnet", "ipRange"]) {
        const text = read(props, "ipamConfigs", index, field);
        if (typeof text !== "string" || parseSubnet(text)?.text === text) continue;
        const remedy = parseSubnet(text)?.text ?? "a block such as 172.16.10.0/24";
        report(`docker.Network "${name}" ipamConfigs[${index}].${field}: ${text} is not canonical. Write ${remedy}.`);
      }
    }
  },
});
