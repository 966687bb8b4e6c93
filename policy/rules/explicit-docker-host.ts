import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { read } from "../support/read-props";
import { isDefaultProvider, TYPES } from "../support/types";
import { withoutLogin } from "../support/without-login";

export const explicitDockerHost = defineRule({
  name: "explicit-docker-host",
  description:
    "A Docker provider names its daemon by a protected host URL and nothing else, because a context or the environment could send the lab to another machine, and plain TCP is open to anyone.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Set host to ssh://USER@HOST:PORT and leave context unset.",
  looksAt: resourcesOf(TYPES.dockerProvider),
  check: ({ name, props }, report) => {
    // A default provider is reported at each resource that uses it, where it can be fixed.
    if (isDefaultProvider(name)) return;
    const where = `docker.Provider "${name}"`;
    if ("context" in props) report(`${where} context: overrides host. Remove it.`);
    if (!("host" in props)) report(`${where} host: missing, so the environment decides. Set it to ssh://USER@HOST.`);
    const host = read(props, "host");
    const isProtected = ["certPath", "caMaterial"].some((key) => key in props);
    if (typeof host === "string" && /^(tcp|http):/.test(host) && !isProtected) {
      report(`${where} host: ${withoutLogin(host)} is unprotected. Use ssh://USER@HOST.`);
    }
  },
});
