import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { countItems, read } from "../support/read-props";
import { isLayer2, TYPES } from "../support/types";

// Networks only: for containers the provider requests this in each diff, which the options here do not show.
export const networkDeleteBeforeReplace = defineRule({
  name: "network-delete-before-replace",
  description:
    "Networks with their own subnet are deleted before they are replaced, because Docker refuses a new network with the name and addresses of the old one.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Set the option deleteBeforeReplace: true.",
  url: "https://github.com/pulumi/pulumi-docker/issues/1356",
  looksAt: resourcesOf(TYPES.network),
  check: (resource, report) => {
    const { name, opts, props } = resource;
    // Without a subnet or layer 2, Docker chooses name and addresses, so the new network can exist beside the old one.
    if (!isLayer2(read(props, "driver")) && countItems(props, "ipamConfigs") === 0) return;
    if (!isDeployment()) resource.notApplicable("the state of a stack does not keep this option");
    if (opts.deleteBeforeReplace === true) return;
    report(`docker.Network "${name}": the option deleteBeforeReplace is not set. Set it to true.`);
  },
});

/** Whether a program runs, as opposed to `pulumi policy analyze`: only a program is told whether it is a dry run. */
function isDeployment(): boolean {
  return process.env["PULUMI_NODEJS_DRY_RUN"] !== undefined;
}
