import type { ResourceValidationPolicy } from "@pulumi/policy";
import { at } from "../support/known";
import { carriesMacvlan, isPortGroup, portGroupLabel, trunkAbove } from "../support/port-group";
import { run } from "../support/run";
import { settingsOf } from "../support/settings";

const DEFAULTS: { readonly macLearning: readonly string[] } = { macLearning: [] };

export const portGroupSecurity: ResourceValidationPolicy = {
  name: "port-group-security",
  description:
    "Port groups of machines with macvlan accept forged transmits, and promiscuous mode where the switch does not learn MACs, because the hypervisor drops the containers' frames otherwise.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Set allowForgedTransmits, and either allowPromiscuous or, in vCenter, MAC learning; name the group in macLearning then.",
  url: "https://github.com/docker/docs/issues/15855",
  configSchema: {
    properties: {
      macLearning: {
        type: "array",
        items: { type: "string" },
        default: [],
        description: "Port groups made by hand whose switch learns MACs, by name.",
      },
    },
  },
  validateResource: (args, report) => {
    run.observe(args);
    if (!isPortGroup(args) || !carriesMacvlan(args, run.all())) return;
    const { props } = args;
    const label = portGroupLabel(args);
    if (at(props, "allowForgedTransmits") !== true) {
      report(`${label} allowForgedTransmits: is not true, so nothing that a container sends leaves its machine.`);
    }
    const learns =
      trunkAbove(args, run.all())?.macLearning === true ||
      settingsOf(args, DEFAULTS).macLearning.includes(String(at(props, "name")));
    if (!learns && at(props, "allowPromiscuous") !== true) {
      report(`${label} allowPromiscuous: is not true, and no MAC learning is stated, so nothing reaches a container.`);
    }
  },
};
