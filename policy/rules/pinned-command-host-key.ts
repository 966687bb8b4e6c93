import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { read } from "../support/read-props";
import { REMOTE_TYPES } from "../support/types";

export const pinnedCommandHostKey = defineRule({
  name: "pinned-command-host-key",
  description:
    "Remote commands pin the SSH host key, because without it the command provider accepts any key and hands scripts and secrets to whoever answers.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps: "Set connection.hostKey (and connection.proxy.hostKey) to the host's `ssh-ed25519 AAAA…` line.",
  looksAt: resourcesOf(...REMOTE_TYPES),
  check: ({ name, props, type }, report) => {
    // An update with targets, such as that of `heal`, also shows what it leaves for later, but without inputs.
    if (Object.keys(props).length === 0) return;
    const paths = read(props, "connection", "proxy") === undefined ? [[]] : [[], ["proxy"]];
    for (const path of paths) {
      const hostKey = read(props, "connection", ...path, "hostKey");
      if (typeof hostKey === "string" && hostKey.trim() !== "") continue;
      const where = ["connection", ...path, "hostKey"].join(".");
      report(`${type} "${name}" ${where}: missing. Set it to the host's ssh-ed25519 public key.`);
    }
  },
});
