import { UserError } from "../../support/errors";
import type { Step } from "../../support/steps";
import { problemText } from "../../support/problem";
import type { Finding } from "../../topology/preflight/finding";
import { readTopology } from "../read-topology";
import { askHosts, type Answer } from "./ask";
import { findTargets, type Target } from "./targets";
import { findingsText } from "./text";

/**
 * The step that asks the hosts that exist already whether they have what the plan needs; undefined when there are none, or the
 * configuration is wrong, which the program reports.
 * @param warn receives what does not stop the command
 */
export function preflightStep(stack: string, warn: (text: string) => void): Step | undefined {
  const targets = targetsOf(stack);
  if (targets.length === 0) return undefined;
  const hosts = targets.map(({ needs }) => needs.host).join(", ");
  return {
    title: `Hosts ${hosts}`,
    run: async () => {
      const findings = (await askHosts(targets)).flatMap((answer) => answer.findings);
      refuse(findings);
      for (const finding of findings) warn(`warning: ${problemText(finding)}`);
      return `Hosts ${hosts}: have what the plan needs`;
    },
  };
}

/** What the hosts that exist already say about themselves, and what is wrong with them. */
export async function preflight(stack: string): Promise<Answer[]> {
  return askHosts(targetsOf(stack));
}

function targetsOf(stack: string): Target[] {
  try {
    const { topology, problems } = readTopology(stack);
    return problems.length > 0 ? [] : findTargets(topology);
  } catch (fault) {
    if (fault instanceof UserError) return [];
    throw fault;
  }
}

function refuse(findings: readonly Finding[]): void {
  const count = findings.filter(({ severity }) => severity === "error").length;
  if (count === 0) return;
  throw new UserError(
    `the hosts are not ready for the plan (${count} ${count === 1 ? "error" : "errors"}); nothing was changed:\n${findingsText(findings)}`,
  );
}
