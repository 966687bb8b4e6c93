import type { ResourceValidationPolicy } from "@pulumi/policy";
import { onType } from "../support/on-type";
import { TYPES } from "../support/types";

// Networks alone: for containers the provider asks for it in each diff, which the options here do not show.
export const networkDeleteBeforeReplace: ResourceValidationPolicy = {
  name: "network-delete-before-replace",
  description:
    "Networks are deleted before they are replaced, because the new one would have the name and the addresses of the old one and Docker refuses it.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Set the option deleteBeforeReplace: true.",
  validateResource: onType(TYPES.network, ({ name, opts }, report) => {
    if (opts.deleteBeforeReplace === true) return;
    report(`docker.Network "${name}": the option deleteBeforeReplace is not set. Set it to true.`);
  }),
};
