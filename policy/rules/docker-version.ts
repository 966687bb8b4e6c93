import { isOlder, SHARED_PARENTS_SINCE, VERSION } from "../../topology/docker-version";
import { defineRule } from "../support/define-rule";
import { observationsOf } from "../support/looks-at";

export const dockerVersion = defineRule({
  name: "docker-version",
  description:
    "The Docker version that a host declares can run the lab, because several networks cannot share a parent before 27.0.1, and incorrect subnets pass unchecked before 25.0.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Upgrade Docker on the host, or lower minimum in the configuration of the pack.",
  settings: {
    minimum: {
      type: "string",
      pattern: VERSION,
      default: SHARED_PARENTS_SINCE,
      description: "The oldest Docker version that a host may declare.",
    },
  },
  looksAt: observationsOf("host"),
  check: ({ row }, report, { settings: { minimum } }) => {
    if (row.docker === undefined || !isOlder(row.docker, minimum)) return;
    report(
      `hosts.${row.host}.docker: ${row.docker} is older than ${minimum}. Upgrade Docker on ${row.host}, or declare the ` +
        "version that it has.",
    );
  },
});
