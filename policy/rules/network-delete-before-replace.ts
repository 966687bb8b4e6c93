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
  url: "https://github.com/pulumi/pulumi-docker/issues/1356",
  validateResource: onType(TYPES.network, (args, report) => {
    const { name, opts } = args;
    if (!isDeployment()) args.notApplicable("a stack's state does not keep this option");
    if (opts.deleteBeforeReplace === true) return;
    report(`docker.Network "${name}": the option deleteBeforeReplace is not set. Set it to true.`);
  }),
};

/** Whether a program runs, and not `pulumi policy analyze`: for a program the engine says whether it is a dry run. */
function isDeployment(): boolean {
  return process.env["PULUMI_NODEJS_DRY_RUN"] !== undefined;
}
