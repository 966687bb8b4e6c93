import { INSECURE_LABEL } from "../../topology/naming";
import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { readLabel, readText } from "../support/read-props";
import { TYPES } from "../support/types";

export const insecureRegistry = defineRule({
  name: "insecure-registry",
  description:
    "The registry of a stack serves TLS, because over plain HTTP anybody on the LAN can read and change what the hosts run.",
  enforcementLevel: "advisory",
  severity: "high",
  remediationSteps:
    'Remove `registry.insecure`. To forbid it, make the rule mandatory in `policy/config/dev.json`: `{ "insecure-registry": "mandatory" }`.',
  looksAt: resourcesOf(TYPES.container),
  check: ({ name, props }, report) => {
    if (readLabel(props, INSECURE_LABEL) === undefined) return;
    report(
      `docker.Container "${name}" ports: ${readText(props, "name") ?? "the registry"} serves plain HTTP. Remove registry.insecure.`,
    );
  },
});
