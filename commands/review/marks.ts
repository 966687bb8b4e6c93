import type { Marks } from "../../harness/picture/changes";
import type { Mark } from "../../harness/picture/picture";
import type { Environment } from "./environment";

/** What a picture of the change marks. A container that stays and has an address more, or less, or another one, is changed. */
export function marksOf({ before, after, diff }: Pick<Environment, "before" | "after" | "diff">): Marks {
  const marks = new Map<string, Mark>();
  for (const { kind, name } of diff.addresses) {
    if (kind !== "container") continue;
    const [was, is] = [before, after].map((version) => Object.hasOwn(version?.fabric.containers ?? {}, name));
    marks.set(`container ${name}`, was && is ? "changed" : is ? "added" : "removed");
  }
  for (const { kind, name, change } of diff.things) marks.set(`${kind} ${name}`, change);
  return marks;
}
