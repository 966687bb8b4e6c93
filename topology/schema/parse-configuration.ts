import type { z } from "zod";
import { UserError } from "../../support/errors";
import { problemList, type Problem } from "../../support/problem";
import { describeIssues } from "./describe-issues";
import { expandContainers } from "./expand-containers";
import { fabricSchema, type FabricConfiguration } from "./fabric-schema";
import { writtenProblems } from "./origins";

/** Where the structured value lives in `Pulumi.<stack>.yaml`. */
export const FABRIC_KEY = "macvlan-fabric:fabric";

/** Key of the password of `vsphere.user`: a secret of its own, so that the rest of the configuration stays readable. */
export const PASSWORD_KEY = "macvlan-fabric:vspherePassword";

/** Key of a secret that the structured value names as `{ secret: name }`. */
export function secretKey(name: string): string {
  return `macvlan-fabric:${name}`;
}

/**
 * Checks the shape of the configuration, with `count` and `like` of containers resolved.
 * @throws UserError that lists every mistake with its path, its value and the remedy.
 */
export function parseFabric(value: unknown): FabricConfiguration {
  const { value: expanded, origins, problems } = expandContainers(withoutUndefined(value));
  const { data, problems: found } = check(fabricSchema, expanded);
  const all = writtenProblems(origins, [...problems, ...found]);
  if (data === undefined || all.length > 0) throw new UserError(configurationProblems(all));
  return origins.size === 0 ? data : { ...data, origins };
}

const CONFIGURATION = `the configuration ${FABRIC_KEY}`;

/** One message for all problems of the configuration. */
export function configurationProblems(problems: readonly Problem[]): string {
  return problemList(CONFIGURATION, problems);
}

/**
 * A value by its schema, with the defaults filled in.
 * @param source what `value` comes from, for the message
 * @throws UserError that lists every mistake with its path, its value and the remedy.
 */
export function parseBy<S extends z.ZodType>(schema: S, value: unknown, source: string): z.output<S> {
  const { data, problems } = check(schema, withoutUndefined(value));
  if (data === undefined) throw new UserError(problemList(source, problems));
  return data;
}

function check<S extends z.ZodType>(schema: S, raw: unknown): { data?: z.output<S>; problems: Problem[] } {
  const result = schema.safeParse(raw, { reportInput: true });
  if (result.success) return { data: result.data, problems: [] };
  return { problems: describeIssues(schema, raw, result.error.issues) };
}

/** A program may pass `gateway: undefined` for a key that is absent; YAML has no such value. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (!(value instanceof Object)) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutUndefined(entry)]));
}
