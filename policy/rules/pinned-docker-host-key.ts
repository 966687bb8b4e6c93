import type { ResourceValidationPolicy } from "@pulumi/policy";
import { at } from "../support/known";
import { onType } from "../support/on-type";
import { hostKeyFault, parseSshOpts, sshOptions } from "../support/ssh-options";
import { TYPES } from "../support/types";

export const pinnedDockerHostKey: ResourceValidationPolicy = {
  name: "pinned-docker-host-key",
  description:
    "Docker providers that use ssh accept the pinned host key alone, because whoever answers in the host's place would be given a root shell's worth of requests.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps:
    "Give sshOpts StrictHostKeyChecking=yes and a known_hosts file or a KnownHostsCommand that holds the host's key.",
  validateResource: onType(TYPES.dockerProvider, ({ name, props }, report) => {
    const host = at(props, "host");
    if (typeof host !== "string" || !host.startsWith("ssh://")) return;
    const fault = hostKeyFault(sshOptions(parseSshOpts(at(props, "sshOpts"))));
    if (fault !== undefined) report(`docker.Provider "${name}" sshOpts: ${fault}.`);
  }),
};
