import { applyEdit, type DrawnEdit } from "./draw";
import { isAccepted } from "./accepted";
import type { Lab } from "./lab";
import { Misfit, Random } from "./random";
import { settle } from "./settle";

/** Two configurations: bringing up the second after the first goes wrong. */
export interface Case {
  readonly before: Lab;
  readonly edits: readonly DrawnEdit[];
  readonly after: Lab;
}

/**
 * Looks for a smaller case that goes wrong too: with fewer edits, then without containers, segments and bridges that do not
 * matter.
 * @param goesWrong tries a case out
 * @param limit the most cases that are tried
 */
export async function shrink(
  failing: Case,
  goesWrong: (smaller: Case) => Promise<boolean>,
  limit: number,
): Promise<Case> {
  let [smallest, tried] = [failing, 0];
  const attempt = async (smaller: Case | undefined): Promise<boolean> => {
    if (smaller === undefined || tried >= limit) return false;
    tried += 1;
    if (!(await goesWrong(smaller))) return false;
    smallest = smaller;
    return true;
  };
  for (const edit of failing.edits.length > 1 ? failing.edits : []) {
    if (await attempt(withEdits(failing.before, [edit]))) break;
  }
  for (const edit of smallest.edits.length > 1 ? smallest.edits : []) {
    const rest = smallest.edits.filter((other) => other !== edit);
    await attempt(withEdits(smallest.before, rest));
  }
  for (const kind of ["containers", "segments", "bridges"] as const) {
    const all = [...new Set([...Object.keys(smallest.before[kind]), ...Object.keys(smallest.after[kind])])];
    await without(all, async (names) => attempt(withoutThings(smallest, kind, names)));
  }
  return smallest;
}

/** Tries to do without halves first, then without halves of those. */
async function without(
  names: readonly string[],
  attempt: (names: readonly string[]) => Promise<boolean>,
): Promise<void> {
  if (names.length === 0 || (await attempt(names)) || names.length === 1) return;
  const middle = Math.ceil(names.length / 2);
  await without(names.slice(0, middle), attempt);
  await without(names.slice(middle), attempt);
}

/** The same beginning with other edits; those that do not fit it are left out. */
function withEdits(before: Lab, wanted: readonly DrawnEdit[]): Case | undefined {
  const edits: DrawnEdit[] = [];
  let after = before;
  for (const edit of wanted) {
    const next = applyEdit(after, edit);
    if (next === undefined) continue;
    edits.push(edit);
    after = next;
  }
  return edits.length === 0 ? undefined : { before, edits, after };
}

function withoutThings(
  { before, edits, after }: Case,
  kind: "containers" | "segments" | "bridges",
  names: readonly string[],
): Case | undefined {
  const [less, lessAfter] = [before, after].map((lab) => {
    const smaller = structuredClone(lab);
    for (const name of names) Reflect.deleteProperty(smaller[kind], name);
    try {
      settle(smaller, new Random("shrink"));
    } catch (error) {
      if (error instanceof Misfit) return undefined;
      throw error;
    }
    return isAccepted(smaller) ? smaller : undefined;
  });
  if (less === undefined || lessAfter === undefined) return undefined;
  return JSON.stringify(less) === JSON.stringify(lessAfter) ? undefined : { before: less, edits, after: lessAfter };
}
