import { findConflicts } from "../../topology/conflicts/find-conflicts";
import type { Conflict } from "../../topology/conflicts/conflict";
import { relatedRows } from "./related";
import { planFromResources } from "./plan-from-resources";
import { daemonOf as daemonOf, readRow } from "./read-row";
import type { Daemon, Row, ObservedResource } from "./rows";
import { TYPES } from "./types";

const HAS_ADDRESSES: ReadonlySet<Row["kind"]> = new Set(["fabric", "network", "container"]);

/** What a resource brings into the run. */
export interface Observation<R extends Row = Row> {
  readonly row: R;
  /** The rows of the resources before it. */
  readonly earlier: readonly Row[];
  /** The conflicts that it completes. */
  readonly conflicts: readonly Conflict[];
}

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
  /** The rows so far, in order. */
  private rows: readonly Row[] = [];
  private readonly sights = new Map<string, { readonly text: string; readonly sight: Observation }>();

  /** Notes a resource; undefined when it is of no type that rules ask about. Computed once, though each of the rules asks. */
  observe(seen: ObservedResource): Observation | undefined {
    if (seen.type === TYPES.stack) this.forget();
    const row = readRow(seen, this.rows);
    if (row === undefined) return undefined;
    const text = JSON.stringify(row);
    const known = this.sights.get(seen.urn);
    if (known?.text === text) return known.sight;
    const sight = this.add(seen.urn, row);
    this.sights.set(seen.urn, { text, sight });
    return sight;
  }

  /** The rows so far. */
  all(): readonly Row[] {
    return this.rows;
  }

  /** The daemon that a resource is for. */
  hostOf(seen: ObservedResource): Daemon {
    return daemonOf(seen, this.rows);
  }

  private add(urn: string, row: Row): Observation {
    // Last in the order, so that this resource counts as the second owner.
    const former = this.sights.get(urn)?.sight.row;
    const earlier = this.rows.filter((other) => other !== former);
    this.rows = [...earlier, row];
    if (!HAS_ADDRESSES.has(row.kind)) return { row, earlier, conflicts: [] };
    const related = relatedRows(row, earlier);
    const before = new Set(conflictsAmong(related).map(keyOf));
    const own = row.kind === "fabric" ? findConflicts(row.plan) : [];
    const added = conflictsAmong([...related, row]).filter((conflict) => !before.has(keyOf(conflict)));
    const conflicts = [...new Map([...own, ...added].map((conflict) => [keyOf(conflict), conflict])).values()];
    return { row, earlier, conflicts };
  }

  /** The stack is the first resource of every run: the pack may have served a preview before. */
  private forget(): void {
    this.rows = [];
    this.sights.clear();
  }
}

/** The one run of this process; the engine starts the pack anew for each operation. */
export const run = new Run();

export function conflictsAmong(rows: readonly Row[]): Conflict[] {
  return findConflicts(planFromResources(rows));
}

function keyOf({ rule, path }: Conflict): string {
  return `${rule} ${path}`;
}
