import type { ReportViolation, ResourceValidationArgs } from "@pulumi/policy";
import { problemText } from "../../support/problem";
import type { Conflict, ConflictRule } from "../../topology/conflicts/conflict";
import type { LooksAt } from "./define-rule";
import type { Row, RowOf } from "./rows";
import { run, type Observation } from "./run";

/** Resources of some types. */
export function resourcesOf(...types: readonly string[]): LooksAt<ResourceValidationArgs> {
  return { subjectsOf: (resource) => (types.includes(resource.type) ? [resource] : []) };
}

/** All resources of a package, such as `docker`. */
export function resourcesOfPackage(name: string): LooksAt<ResourceValidationArgs> {
  return { subjectsOf: (resource) => (resource.type.startsWith(`${name}:`) ? [resource] : []) };
}

// What follows depends on other resources. It observes every resource, whatever its type, so that the memory of the run is
// complete in any order of registration and with any rule disabled.

export interface ResourceInRun {
  readonly resource: ResourceValidationArgs;
  /** The rows of the resources registered before it. */
  readonly earlier: readonly Row[];
}

/** Resources of some types, each with what was registered before. */
export function resourcesInRun(...types: readonly string[]): LooksAt<ResourceInRun> {
  return {
    subjectsOf: (resource, rule) => {
      const observation = run.observeFor(rule, resource);
      return types.includes(resource.type) ? [{ resource, earlier: observation?.earlier ?? run.rows }] : [];
    },
  };
}

/** Observations of some kinds: the facts that a resource states, with those registered before. */
export function observationsOf<Kind extends Row["kind"]>(...kinds: readonly Kind[]): LooksAt<Observation<RowOf<Kind>>> {
  const isWanted = (observation: Observation): observation is Observation<RowOf<Kind>> =>
    kinds.some((kind) => kind === observation.row.kind);
  return {
    subjectsOf: (resource, rule) => {
      const observation = run.observeFor(rule, resource);
      return observation !== undefined && isWanted(observation) ? [observation] : [];
    },
  };
}

/** The conflicts under the rule's own name, in the plan of a Fabric and among resources alike. */
export const conflicts: LooksAt<Conflict, ConflictRule> = {
  subjectsOf: (resource, name) => run.observeFor(name, resource)?.conflicts.filter(({ rule }) => rule === name) ?? [],
};

/** The whole check of a rule about conflicts: `topology/conflicts` has already found and worded them. */
export function reportConflict(conflict: Conflict, report: ReportViolation): void {
  report(problemText(conflict));
}
