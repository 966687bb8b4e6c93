import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { read } from "../support/read-props";
import { findHostKeyFault, parseSshOptions, readSshArguments } from "../support/ssh-options";
import { TYPES } from "../support/types";

export const pinnedDockerHostKey = defineRule({
  name: "pinned-docker-host-key",
  description:
    "Docker providers that use SSH accept only the pinned host key, because whoever answers in the host's place would receive requests that are meant for root.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps:
    "Set StrictHostKeyChecking=yes in sshOpts, with a known_hosts file or a KnownHostsCommand that provides the host's key.",
  looksAt: resourcesOf(TYPES.dockerProvider),
  check: ({ name, props }, report) => {
    const host = read(props, "host");
    if (typeof host !== "string" || !host.startsWith("ssh://")) return;
    const fault = findHostKeyFault(parseSshOptions(readSshArguments(read(props, "sshOpts"))));
    if (fault !== undefined) report(`docker.Provider "${name}" sshOpts: ${fault}.`);
  },
});
