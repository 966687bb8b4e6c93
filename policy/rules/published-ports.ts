import type { ResourceValidationPolicy } from "@pulumi/policy";
import { countAt, textAt } from "../support/known";
import { run } from "../support/run";
import { TYPES } from "../support/types";

export const publishedPorts: ResourceValidationPolicy = {
  name: "published-ports",
  description:
    "A container on macvlan networks alone publishes no ports, because Docker accepts them silently and nothing listens.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps:
    "Remove ports and use the container's own address, or attach the container to a bridge network too.",
  validateResource: (args, report) => {
    // Networks register before the containers on them; their drivers are remembered.
    run.see(args);
    if (args.type !== TYPES.container || countAt(args.props, "ports") === 0) return;
    const names = Array.from({ length: countAt(args.props, "networksAdvanced") }, (_, index) =>
      textAt(args.props, "networksAdvanced", index, "name"),
    );
    if (names.length === 0 || !names.every((name) => name !== undefined && run.isLayer2(name))) return;
    report(`docker.Container "${args.name}" ports: have no effect on ${names.join(", ")}. Remove them.`);
  },
};
