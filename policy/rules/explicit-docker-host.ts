import type { ResourceValidationPolicy } from "@pulumi/policy";
import { at } from "../support/known";
import { onType } from "../support/on-type";
import { isDefaultProvider, TYPES } from "../support/types";

export const explicitDockerHost: ResourceValidationPolicy = {
  name: "explicit-docker-host",
  description:
    "A Docker provider names its daemon by a protected host URL and by nothing else, because a context or the environment would send the lab to another machine, and plain TCP to anyone.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Set host to ssh://USER@HOST:PORT and leave context unset.",
  validateResource: onType(TYPES.dockerProvider, ({ name, props }, report) => {
    // A default provider is reported at each resource that uses it, where it can be mended.
    if (isDefaultProvider(name)) return;
    const where = `docker.Provider "${name}"`;
    if ("context" in props) report(`${where} context: it overrides host. Remove it.`);
    if (!("host" in props)) report(`${where} host: is missing, so the environment decides. Set it to ssh://USER@HOST.`);
    const host = at(props, "host");
    const secured = ["certPath", "caMaterial"].some((key) => key in props);
    if (typeof host === "string" && /^(tcp|http):/.test(host) && !secured) {
      report(`${where} host: ${host.replace(/\/\/.*@/, "//")} is unprotected. Use ssh://USER@HOST.`);
    }
  }),
};
