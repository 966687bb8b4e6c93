import type { ResourceValidationPolicy } from "@pulumi/policy";
import { at } from "../support/known";
import { onType } from "../support/on-type";
import { isLayer2, TYPES } from "../support/types";

export const macvlanParent: ResourceValidationPolicy = {
  name: "macvlan-parent",
  description:
    "A macvlan network names its parent link, because without one Docker makes a dummy link that looks healthy and reaches no other host.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Set options.parent to the NIC or the VLAN subinterface that carries the network.",
  url: "https://github.com/moby/libnetwork/issues/1298",
  validateResource: onType(TYPES.network, ({ name, props }, report) => {
    if (!isLayer2(at(props, "driver"))) return;
    const parent = at(props, "options", "parent");
    if (typeof parent === "string" && parent !== "" && parent !== "lo") return;
    const value = parent === "lo" ? "lo reaches no other host" : "is missing";
    report(`docker.Network "${name}" options.parent: ${value}. Name a link such as ens33.10.`);
  }),
};
