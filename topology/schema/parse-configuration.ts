import type { z } from "zod";
import { findKnownKeys, findNearest } from "./known-keys";
import { pathText, valueAt } from "./paths";
import { fabricSchema, type FabricConfiguration } from "./fabric-schema";
import { UserError } from "../../support/errors";
import { problemList, type Problem } from "../../support/problem";

/** Where the structured value lives in `Pulumi.<stack>.yaml`; every message starts its path with it. */
export const FABRIC_KEY = "macvlan-fabric:fabric";

/** Key of the password of `vsphere.user`: a secret of its own, so that the rest of the configuration stays readable. */
export const PASSWORD_KEY = "macvlan-fabric:vspherePassword";

/**
 * Checks the shape of the configuration.
 * @throws UserError that lists every mistake with its path, its value and the remedy.
 */
export function parseFabric(value: unknown): FabricConfiguration {
  const raw = withoutUndefined(value);
  const result = fabricSchema.safeParse(raw, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  const misspelt = new Set(issues.flatMap((issue) => findMeantKeys(issue, raw)));
  const real = issues.filter(({ path }) => valueAt(raw, path) !== undefined || !misspelt.has(pathText(path)));
  throw new UserError(configurationProblems(real.flatMap((issue) => describeIssue(issue, raw))));
}

/** A program may pass `gateway: undefined` for a key that is absent; YAML has no such value. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (!(value instanceof Object)) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutUndefined(entry)]));
}

/** The keys that misspelt ones probably mean; that these are missing need not be reported too. */
function findMeantKeys(issue: z.core.$ZodIssue, raw: unknown): string[] {
  if (issue.code !== "unrecognized_keys") return [];
  return issue.keys.flatMap((key) => {
    const near = findNearest(key, findKnownKeys(issue.path, raw));
    return near === undefined ? [] : [pathText([...issue.path, near])];
  });
}

/** One message for all problems of the configuration. */
export function configurationProblems(problems: readonly Problem[]): string {
  return problemList(`the configuration ${FABRIC_KEY}`, problems);
}

function describeIssue(issue: z.core.$ZodIssue, raw: unknown): Problem[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => describeUnknownKey(issue.path, key, raw));
  const path = pathText(issue.path) || "(top)";
  const value = valueAt(raw, issue.path);
  if (issue.code === "invalid_key") {
    const message = `"${String(issue.path.at(-1))}" ${issue.issues[0]?.message ?? "is not a valid name"}`;
    return [{ path, message }];
  }
  if (value === undefined) return [{ path, message: `is missing${describeWanted(issue)}` }];
  return [{ path, message: `${JSON.stringify(value)} ${describeFault(issue)}` }];
}

function describeWanted(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type")
    return issue.expected === "object" ? `: add it, ${typeText("object")}` : ": add it";
  if (issue.code === "invalid_union") return `: give one of ${unionOptions(issue)}`;
  return "";
}

function describeFault(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") {
    const scalar = typeof issue.input === "number" || typeof issue.input === "boolean";
    const quoted = issue.expected === "string" && scalar ? `: write "${String(issue.input)}"` : "";
    return `is of the wrong type: give ${typeText(issue.expected)}${quoted}`;
  }
  if (issue.code === "too_small" && issue.origin === "string") return "is empty: write it, or leave the key out";
  if (issue.code === "too_small" && issue.origin === "array") return "is empty: give at least one";
  if (issue.code === "invalid_union") return `is unknown: give one of ${unionOptions(issue)}`;
  if (issue.code === "invalid_value") return `is unknown: give one of ${issue.values.map(String).join(", ")}`;
  return issue.message
    .replace(/^Too (small|big): expected \w+ to be /, "is out of range: give ")
    .replace(/^Invalid input: /, "");
}

/** A type as people who write YAML call it. */
function typeText(expected: string): string {
  return TYPE_TEXTS[expected] ?? `a value of type ${expected}`;
}

const TYPE_TEXTS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list such as [one, two]",
  object: "a map such as { key: value }",
  record: "a map such as { name: value }",
};

function unionOptions(issue: z.core.$ZodIssueInvalidUnion): string {
  return "options" in issue && Array.isArray(issue.options)
    ? issue.options.map(String).join(", ")
    : "the documented forms";
}

function describeUnknownKey(path: readonly PropertyKey[], key: string, raw: unknown): Problem {
  const known = findKnownKeys(path, raw);
  const near = findNearest(key, known);
  const advice = near === undefined ? `known here: ${known.join(", ")}` : `did you mean "${near}"?`;
  return { path: pathText([...path, key]), message: `unknown key "${key}": ${advice}` };
}
