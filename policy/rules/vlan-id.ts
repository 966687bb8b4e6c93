import type { ResourceValidationPolicy } from "@pulumi/policy";
import { at } from "../support/known";
import { onType } from "../support/on-type";
import { isLayer2, TYPES } from "../support/types";

export const vlanId: ResourceValidationPolicy = {
  name: "vlan-id",
  description:
    "A VLAN subinterface has an ID from 1 to 4094 behind one dot, because Docker reads the ID from the name of the parent.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Write options.parent as NIC.ID, such as ens33.10.",
  url: "https://github.com/moby/libnetwork/issues/2597",
  validateResource: onType(TYPES.network, ({ name, props }, report) => {
    const parent = at(props, "options", "parent");
    if (!isLayer2(at(props, "driver")) || typeof parent !== "string" || !parent.includes(".")) return;
    const vlan = Number(/^[^.]+\.([1-9]\d{0,3})$/.exec(parent)?.[1]);
    if (vlan >= 1 && vlan <= 4094) return;
    report(`docker.Network "${name}" options.parent: ${parent} names no VLAN ID from 1 to 4094. Write it as ens33.10.`);
  }),
};
