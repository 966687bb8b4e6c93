import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { read } from "../support/read-props";
import { TYPES } from "../support/types";

export const privilegedContainer = defineRule({
  name: "privileged-container",
  description: "A container is not privileged, because a privileged one can do to its host whatever root can.",
  enforcementLevel: "advisory",
  severity: "high",
  remediationSteps: "Leave privileged out, and give the container the capabilities and devices that it needs.",
  looksAt: resourcesOf(TYPES.container),
  check: ({ name, props }, report) => {
    if (read(props, "privileged") !== true) return;
    report(
      `docker.Container "${name}" privileged: true gives it the rights of root on the host. Give it capabilities and devices instead.`,
    );
  },
});
