import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isDefaultProvider } from "../support/types";

export const explicitDockerProvider: ResourceValidationPolicy = {
  name: "explicit-docker-provider",
  description:
    "Every Docker resource names the provider of its host, because the default provider builds it on whatever daemon the environment points to.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Pass { provider } or a parent that carries the provider of the host.",
  validateResource: ({ type, name, provider }, report) => {
    if (!type.startsWith("docker:")) return;
    if (provider !== undefined && !isDefaultProvider(provider.name)) return;
    report(`${type} "${name}": is on the default provider. Pass the provider of the host it belongs to.`);
  },
};
