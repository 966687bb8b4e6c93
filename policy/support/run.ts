import { findConflicts } from "../../topology/conflicts";
import type { Conflict } from "../../topology/conflicts/conflict";
import { planFromResources } from "./plan-from-resources";
import { readRow } from "./read-row";
import type { Row, Seen } from "./rows";
import { TYPES } from "./types";

/**
 * The resources of one run and the conflicts among them, found at the resource that completes a conflict.
 *
 * Why resource policies with a memory, and no stack policy: the engine registers resources one after another in a single
 * loop and sends each to the pack before its diff, changed or not, targeted or not (`generateResourceSteps` and `analyzeAll`
 * in pkg/resource/deploy/step_generator.go). A violation fails a preview there just as a stack policy would, with the
 * resource at fault named by the engine, and on `up`, also with --skip-preview, the resource is not created. A stack policy
 * runs after all steps (`AnalyzeResources`), sees computed outputs instead of inputs, and one unknown among them switches it
 * off. All that it has in addition is the graph, to tell which network an id belongs to; `network-by-name` makes that needless.
 */
export class Run {
  private readonly rows = new Map<string, Row>();
  /** All conflicts among the rows. */
  private found: readonly Conflict[] = [];
  private readonly results = new Map<string, { readonly text: string; readonly conflicts: readonly Conflict[] }>();

  /** Notes a resource, and returns the conflicts that it brings into the run. Computed once, though each of the rules asks. */
  see(seen: Seen & { readonly urn: string }): readonly Conflict[] {
    if (seen.type === TYPES.stack) this.forget();
    const row = readRow(seen);
    if (row === undefined) return [];
    const text = JSON.stringify(row);
    const result = this.results.get(seen.urn);
    if (result?.text === text) return result.conflicts;
    const conflicts = this.add(seen.urn, row);
    this.results.set(seen.urn, { text, conflicts });
    return conflicts;
  }

  /** Whether a network of this name was seen, and it is macvlan or ipvlan on every host. */
  isLayer2(name: string): boolean {
    const named = [...this.rows.values()].filter((row) => row.kind === "network" && row.name === name);
    return named.length > 0 && named.every((row) => row.kind === "network" && row.layer2);
  }

  private add(urn: string, row: Row): Conflict[] {
    // Last in the order, so that this resource counts as the second owner.
    const again = this.rows.delete(urn);
    const before = new Set((again ? conflictsAmong([...this.rows.values()]) : this.found).map(keyOf));
    this.rows.set(urn, row);
    this.found = conflictsAmong([...this.rows.values()]);
    const own = row.kind === "fabric" ? findConflicts(row.plan) : [];
    const added = this.found.filter((conflict) => !before.has(keyOf(conflict)));
    return [...new Map([...own, ...added].map((conflict) => [keyOf(conflict), conflict])).values()];
  }

  /** The stack is the first resource of every run: the pack may have served a preview before. */
  private forget(): void {
    this.rows.clear();
    this.found = [];
    this.results.clear();
  }
}

/** The one run of this process; the engine starts the pack anew for each operation. */
export const run = new Run();

/** All conflicts, from the point of view of each host that has networks of its own. */
export function conflictsAmong(rows: readonly Row[]): Conflict[] {
  const local = rows.flatMap((row) => (row.kind === "network" && !row.layer2 ? row.host.id : []));
  const views = local.length === 0 ? [undefined] : [...new Set(local)];
  return views.flatMap((host) => findConflicts(planFromResources(rows, host)));
}

function keyOf({ rule, path }: Conflict): string {
  return `${rule} ${path}`;
}
