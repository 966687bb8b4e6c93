import { defineRule } from "../support/define-rule";
import { resourcesOfPackage } from "../support/looks-at";
import { isDefaultProvider } from "../support/types";

export const explicitDockerProvider = defineRule({
  name: "explicit-docker-provider",
  description:
    "Every Docker resource names the provider of its host, because the default provider creates it on whichever daemon the environment points to.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Pass { provider }, or a parent that carries the host's provider.",
  looksAt: resourcesOfPackage("docker"),
  check: ({ type, name, provider }, report) => {
    if (provider !== undefined && !isDefaultProvider(provider.name)) return;
    report(`${type} "${name}": uses the default provider. Pass the provider of the host it belongs to.`);
  },
});
