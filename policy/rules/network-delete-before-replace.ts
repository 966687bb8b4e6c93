import type { ResourceValidationPolicy } from "@pulumi/policy";
import { at, countAt } from "../support/known";
import { onType } from "../support/on-type";
import { isLayer2, TYPES } from "../support/types";

// Networks alone: for containers the provider asks for it in each diff, which the options here do not show.
export const networkDeleteBeforeReplace: ResourceValidationPolicy = {
  name: "network-delete-before-replace",
  description:
    "Networks with a subnet of their own are deleted before they are replaced, because the new one would have the name and the addresses of the old one and Docker refuses it.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Set the option deleteBeforeReplace: true.",
  url: "https://github.com/pulumi/pulumi-docker/issues/1356",
  validateResource: onType(TYPES.network, (args, report) => {
    const { name, opts, props } = args;
    // Without subnet and layer 2, a network that Docker names and numbers itself may stand beside the old one.
    if (!isLayer2(at(props, "driver")) && countAt(props, "ipamConfigs") === 0) return;
    if (!isDeployment()) args.notApplicable("a stack's state does not keep this option");
    if (opts.deleteBeforeReplace === true) return;
    report(`docker.Network "${name}": the option deleteBeforeReplace is not set. Set it to true.`);
  }),
};

/** Whether a program runs, and not `pulumi policy analyze`: for a program the engine says whether it is a dry run. */
function isDeployment(): boolean {
  return process.env["PULUMI_NODEJS_DRY_RUN"] !== undefined;
}
