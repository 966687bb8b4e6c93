import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isOlder, VERSION } from "../../topology/docker-version";
import { rowRule } from "../support/row-rule";
import { settingsOf } from "../support/settings";

const DEFAULTS = { recommended: "29.0.0", minimum: "27.0.1" };

const rule = rowRule(
  {
    name: "recommended-docker-version",
    description:
      "A host that states its Docker engine has a recent one, because since 28.0 neighbours hear of a new owner of an address at once, and since 29.0 no gateway is guessed.",
    enforcementLevel: "advisory",
    severity: "low",
    remediationSteps: "Upgrade Docker on the host when it suits you.",
  },
  "host",
  ({ row }, report, args) => {
    const { recommended, minimum } = settingsOf(args, DEFAULTS);
    // Below what docker-version asks for, that rule has spoken.
    if (row.docker === undefined || isOlder(row.docker, minimum) || !isOlder(row.docker, recommended)) return;
    report(`hosts.${row.host}.docker: ${row.docker} is older than ${recommended}. Consider an upgrade of ${row.host}.`);
  },
);

export const recommendedDockerVersion: ResourceValidationPolicy = {
  ...rule,
  configSchema: {
    properties: {
      recommended: {
        type: "string",
        pattern: VERSION,
        default: DEFAULTS.recommended,
        description: "The Docker engine below which the rule advises an upgrade.",
      },
      minimum: {
        type: "string",
        pattern: VERSION,
        default: DEFAULTS.minimum,
        description: "That of docker-version: below it, that rule has spoken.",
      },
    },
  },
};
