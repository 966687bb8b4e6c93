import type { ResourceValidationPolicy } from "@pulumi/policy";
import { at, keysAt } from "../support/known";
import { onType } from "../support/on-type";
import { TYPES } from "../support/types";

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  macvlan: ["parent", "macvlan_mode"],
  ipvlan: ["parent", "ipvlan_mode", "ipvlan_flag"],
};

export const macvlanOptions: ResourceValidationPolicy = {
  name: "macvlan-options",
  description:
    "A macvlan network has only options that its driver knows, because Docker ignores all others silently and a typo changes the network.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Remove the option, or correct its name as the message proposes.",
  validateResource: onType(TYPES.network, ({ name, props }, report) => {
    const driver = String(at(props, "driver"));
    const options = KNOWN[driver];
    if (options === undefined) return;
    for (const key of keysAt(props, "options").filter((option) => !options.includes(option))) {
      report(`docker.Network "${name}" options.${key}: unknown to ${driver}. It knows ${options.join(", ")}.`);
    }
  }),
};
