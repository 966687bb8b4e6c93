import type { ResourceValidationPolicy } from "@pulumi/policy";
import { fitsInterfaceName } from "../../topology/naming";
import { at } from "../support/known";
import { onType } from "../support/on-type";
import { isLayer2, TYPES } from "../support/types";

export const parentNameLength: ResourceValidationPolicy = {
  name: "parent-name-length",
  description: "The parent link of a network has a name of at most 15 bytes, because Linux cannot create a longer one.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Rename the NIC of the host, so that NIC.ID fits.",
  validateResource: onType(TYPES.network, ({ name, props }, report) => {
    const parent = at(props, "options", "parent");
    if (!isLayer2(at(props, "driver")) || typeof parent !== "string" || fitsInterfaceName(parent)) return;
    report(`docker.Network "${name}" options.parent: ${parent} is longer than 15 bytes. Rename the NIC.`);
  }),
};
