import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isOlder, VERSION } from "../../topology/docker-version";
import { rowRule } from "../support/row-rule";
import { settingsOf } from "../support/settings";

const DEFAULTS = { minimum: "27.0.1" };

const rule = rowRule(
  {
    name: "docker-version",
    description:
      "A host that states its Docker engine has one that can carry the lab, because before 27.0.1 several networks cannot share a parent, and before 25.0 wrong subnets pass unchecked.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps: "Upgrade Docker on the host, or lower minimum in the configuration of the pack.",
  },
  "host",
  ({ row }, report, args) => {
    const { minimum } = settingsOf(args, DEFAULTS);
    if (row.docker === undefined || !isOlder(row.docker, minimum)) return;
    report(`hosts.${row.host}.docker: ${row.docker} is older than ${minimum}. Upgrade Docker on ${row.host}.`);
  },
);

export const dockerVersion: ResourceValidationPolicy = {
  ...rule,
  configSchema: {
    properties: {
      minimum: {
        type: "string",
        pattern: VERSION,
        default: DEFAULTS.minimum,
        description: "The oldest Docker engine that a host may state.",
      },
    },
  },
};
