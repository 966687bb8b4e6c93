import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { readEach, readFlag, readText } from "../support/read-props";
import { TYPES } from "../support/types";

export const hostMount = defineRule({
  name: "host-mount",
  description:
    "A container mounts neither Docker's socket nor, to write, a folder of the host's system, because either makes it root on its host.",
  enforcementLevel: "advisory",
  severity: "high",
  remediationSteps: "Mount a folder of the container's own, such as /srv/app, or mount read-only what it has to see.",
  looksAt: resourcesOf(TYPES.container),
  check: ({ name, props }, report) => {
    const mounts = readEach(props, "volumes", (at) => ({
      path: bare(readText(props, "volumes", at, "hostPath")),
      isReadOnly: readFlag(props, "volumes", at, "readOnly") ?? true,
    }));
    for (const { path, isReadOnly } of mounts) {
      if (SOCKET.test(path)) {
        report(`docker.Container "${name}" volumes: ${path} controls the host's Docker. Do without it.`);
      } else if (!isReadOnly && SYSTEM.test(path)) {
        report(
          `docker.Container "${name}" volumes: ${path} is part of the host's system. Mount it read-only, or a folder below.`,
        );
      }
    }
  },
});

/** Whoever may write to it is root on the host, read-only or not. */
const SOCKET = /^(\/var)?\/run\/(docker|containerd\/containerd)\.sock$/;

const SYSTEM = /^\/($|(bin|boot|dev|etc|lib|lib64|proc|root|run|sbin|sys|usr|var|var\/lib|var\/run|var\/lib\/docker)$)/;

function bare(path = ""): string {
  return path.replace(/(.)\/+$/, "$1");
}
