import type { ResourceValidationPolicy } from "@pulumi/policy";
import { at } from "../support/known";
import { onType } from "../support/on-type";
import { REMOTE_TYPES } from "../support/types";

export const pinnedCommandHostKey: ResourceValidationPolicy = {
  name: "pinned-command-host-key",
  description:
    "Remote commands pin the ssh host key, because the command provider accepts any key without one and hands scripts and secrets to whoever answers.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps: "Set connection.hostKey (and connection.proxy.hostKey) to the host's `ssh-ed25519 AAAA…` line.",
  validateResource: onType(REMOTE_TYPES, ({ name, props, type }, report) => {
    const places = at(props, "connection", "proxy") === undefined ? [[]] : [[], ["proxy"]];
    for (const path of places) {
      const hostKey = at(props, "connection", ...path, "hostKey");
      if (typeof hostKey === "string" && hostKey.trim() !== "") continue;
      const where = ["connection", ...path, "hostKey"].join(".");
      report(`${type} "${name}" ${where}: is missing. Set it to the host's ssh-ed25519 public key.`);
    }
  }),
};
