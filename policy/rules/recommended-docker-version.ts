import { isOlder, SHARED_PARENTS_SINCE, VERSION } from "../../topology/docker-version";
import { defineRule } from "../support/define-rule";
import { observationsOf } from "../support/looks-at";

export const recommendedDockerVersion = defineRule({
  name: "recommended-docker-version",
  description:
    "A host declares a recent Docker version, because since 28.0 neighbours learn of a new owner of an address at once, and since 29.0 no gateway is guessed.",
  enforcementLevel: "advisory",
  severity: "low",
  remediationSteps: "Upgrade Docker on the host when convenient.",
  settings: {
    recommended: {
      type: "string",
      pattern: VERSION,
      default: "29.0.0",
      description: "The Docker version below which the rule suggests an upgrade.",
    },
    minimum: {
      type: "string",
      pattern: VERSION,
      default: SHARED_PARENTS_SINCE,
      description: "The minimum of docker-version, which already reports older versions.",
    },
  },
  looksAt: observationsOf("host"),
  check: ({ row }, report, { settings: { recommended, minimum } }) => {
    // docker-version already reports anything below its minimum.
    if (row.docker === undefined || isOlder(row.docker, minimum) || !isOlder(row.docker, recommended)) return;
    report(
      `hosts.${row.host}.docker: ${row.host} may have a Docker as old as ${row.docker}, and ${recommended} or later is ` +
        "recommended. Upgrade it when convenient, and declare what it has.",
    );
  },
});
