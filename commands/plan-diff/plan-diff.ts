import { paint, print, say } from "../../support/terminal";
import { readSettledTopology } from "../read-topology";
import { stackFileName } from "../stack-file";
import { diffAddresses } from "./diff-addresses";
import { diffThings } from "./diff-things";
import { diffJson, diffMarkdown, diffText, NOTHING, type PlanDiff } from "./format";
import { DEPLOYED, readVersion } from "./read-version";
import { plannedVersion, type Version } from "./version";

export type DiffFormat = "table" | "json" | "markdown";

/** Prints what the stack file changes in the address plan of another version: see `readVersion`. */
export async function planDiff(stack: string, other: string, format: DiffFormat): Promise<number> {
  const after = plannedVersion((await readSettledTopology(stack)).topology);
  const before = await readVersion(stack, other);
  if (before === undefined) {
    say(
      other === DEPLOYED
        ? `stack "${stack}" is not up: everything is new`
        : `${other} has no ${stackFileName(stack)}: everything is new`,
    );
  }
  const diff = comparePlans(before, after);
  const text = {
    table: () => diffText(diff, (each) => paint("bold", each)),
    json: () => diffJson(stack, other, diff),
    markdown: () => diffMarkdown(diff) || NOTHING,
  }[format]();
  print(text);
  return 0;
}

/** What changes from one version to another; an absent one has nothing. */
export function comparePlans(before: Version | undefined, after: Version | undefined): PlanDiff {
  return { addresses: diffAddresses(before, after), things: diffThings(before, after) };
}
