import type { Conflict } from "../../topology/conflicts/conflict";
import { findConflicts } from "../../topology/conflicts/find-conflicts";
import { planFromResources } from "./plan-from-resources";
import { readRow } from "./read-row";
import { findRelatedRows } from "./related-rows";
import type { ObservedResource, Row } from "./rows";
import { TYPES } from "./types";

const HAS_ADDRESSES: ReadonlySet<Row["kind"]> = new Set(["fabric", "network", "container"]);

/** What the run learns from a resource. */
export interface Observation<R extends Row = Row> {
  readonly row: R;
  /** The rows of the resources before it. */
  readonly earlier: readonly Row[];
  /** The conflicts that it completes. */
  readonly conflicts: readonly Conflict[];
}

/** A resource that the engine has sent, and the rules that have seen it. */
interface Request {
  readonly urn: string;
  readonly rules: Set<string>;
  readonly observation: Observation | undefined;
}

/**
 * The resources of one run and the conflicts among them, each found at the resource that completes it.
 *
 * Why resource policies with a memory and not a stack policy: the engine registers resources one after another in a single
 * loop and sends each to the pack before its diff, changed or not, targeted or not (`generateResourceSteps` and `analyzeAll`
 * in pkg/resource/deploy/step_generator.go). A violation there fails a preview just as a stack policy would, the engine names
 * the resource at fault, and `up`, even with --skip-preview, does not create it. A stack policy runs after all steps
 * (`AnalyzeResources`), sees computed outputs instead of inputs, and is switched off by one unknown value among them. All it
 * has in addition is the graph, which tells which network an ID belongs to; `network-by-name` makes that unnecessary.
 */
export class Run {
  /** In the order of registration. */
  private registered: readonly Row[] = [];
  private readonly observations = new Map<string, { readonly text: string; readonly observation: Observation }>();
  private request: Request | undefined;

  /** The rows of the resources so far. */
  get rows(): readonly Row[] {
    return this.registered;
  }

  /**
   * Observes a resource for a rule, once for all rules. The SDK hands each rule its own copy of the resource, so a request
   * has no identity; but each rule sees a request once, and one that asks again has been sent another.
   */
  observeFor(rule: string, resource: ObservedResource): Observation | undefined {
    if (this.request?.urn !== resource.urn || this.request.rules.has(rule))
      this.request = { urn: resource.urn, rules: new Set(), observation: this.observe(resource) };
    this.request.rules.add(rule);
    return this.request.observation;
  }

  /** Remembers a resource; undefined when no rule asks about its type. */
  observe(resource: ObservedResource): Observation | undefined {
    if (resource.type === TYPES.stack) this.forget();
    const row = readRow(resource, this.registered);
    if (row === undefined) return undefined;
    const text = JSON.stringify(row);
    const former = this.observations.get(resource.urn);
    if (former?.text === text) return former.observation;
    const observation = this.add(row, former?.observation.row);
    this.observations.set(resource.urn, { text, observation });
    return observation;
  }

  private add(row: Row, former: Row | undefined): Observation {
    // A resource that has changed moves to the end, so that it counts as the second owner.
    const earlier = this.registered.filter((other) => other !== former);
    this.registered = [...earlier, row];
    if (!HAS_ADDRESSES.has(row.kind)) return { row, earlier, conflicts: [] };
    const related = findRelatedRows(row, earlier);
    const own = row.kind === "fabric" ? findConflicts(row.plan) : [];
    const all = findConflictsAmong([...related, row]);
    // Most resources end up in no conflict, and then it does not matter which were there before.
    const before = new Set(all.length === 0 ? [] : findConflictsAmong(related).map(keyOf));
    const added = all.filter((conflict) => !before.has(keyOf(conflict)));
    const conflicts = [...new Map([...own, ...added].map((conflict) => [keyOf(conflict), conflict])).values()];
    return { row, earlier, conflicts };
  }

  /** The stack is the first resource of every run: the pack may already have served a preview. */
  private forget(): void {
    this.registered = [];
    this.observations.clear();
  }
}

/** The only run of this process: the engine starts the pack for each operation. */
export const run = new Run();

export function findConflictsAmong(rows: readonly Row[]): Conflict[] {
  return findConflicts(planFromResources(rows));
}

function keyOf({ rule, path }: Conflict): string {
  return `${rule} ${path}`;
}
