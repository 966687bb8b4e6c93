import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { read } from "../support/read-props";
import { isLayer2, TYPES } from "../support/types";

export const vlanId = defineRule({
  name: "vlan-id",
  description:
    "The name of a VLAN subinterface ends in one dot and an ID from 1 to 4094, because Docker reads the ID from the name of the parent.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Write options.parent as NIC.ID, such as ens33.10.",
  url: "https://github.com/moby/libnetwork/issues/2597",
  looksAt: resourcesOf(TYPES.network),
  check: ({ name, props }, report) => {
    const parent = read(props, "options", "parent");
    if (!isLayer2(read(props, "driver")) || typeof parent !== "string" || !parent.includes(".")) return;
    const vlan = Number(/^[^.]+\.([1-9]\d{0,3})$/.exec(parent)?.[1]);
    if (vlan >= 1 && vlan <= 4094) return;
    report(`docker.Network "${name}" options.parent: ${parent} has no VLAN ID from 1 to 4094. Write it as ens33.10.`);
  },
});
