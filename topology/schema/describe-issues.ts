import type { z } from "zod";
import type { Problem } from "../../support/problem";
import { findKnownKeys, findNearest } from "./known-keys";
import { pathText, valueAt } from "./paths";
import { resolveUnions } from "./union-issues";

/** The issues of a failed parse as problems, each with its path, its value and the remedy. */
export function describeIssues(schema: z.ZodType, raw: unknown, found: readonly z.core.$ZodIssue[]): Problem[] {
  const issues = resolveUnions(found);
  const misspelt = new Set(issues.flatMap((issue) => findMeantKeys(schema, raw, issue)));
  const real = issues.filter(({ path }) => valueAt(raw, path) !== undefined || !misspelt.has(pathText(path)));
  return real.flatMap((issue) => describeIssue(schema, raw, issue));
}

/** The keys that misspelt ones probably mean; that these are missing need not be reported too. */
function findMeantKeys(schema: z.ZodType, raw: unknown, issue: z.core.$ZodIssue): string[] {
  if (issue.code !== "unrecognized_keys") return [];
  return issue.keys.flatMap((key) => {
    const near = findNearest(key, findKnownKeys(schema, issue.path, raw));
    return near === undefined ? [] : [pathText([...issue.path, near])];
  });
}

function describeIssue(schema: z.ZodType, raw: unknown, issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === "unrecognized_keys") {
    const known = findKnownKeys(schema, issue.path, raw);
    return issue.keys.map((key) => describeUnknownKey(issue.path, key, known));
  }
  const path = pathText(issue.path) || "(top)";
  const value = valueAt(raw, issue.path);
  if (issue.code === "invalid_key") {
    const message = `"${String(issue.path.at(-1))}" ${issue.issues[0]?.message ?? "is not a valid name"}`;
    return [{ path, message }];
  }
  if (value === undefined) return [{ path, message: `is missing${describeWanted(issue)}` }];
  if (typeof value === "string" && SECRET.test(path)) return [{ path, message: PLAIN_SECRET }];
  return [{ path, message: `${JSON.stringify(value)} ${describeFault(issue)}` }];
}

/** Keys under which a text may be a secret that somebody has written in the wrong place: no message repeats it. */
const SECRET = /\.(password|key)$/;
const PLAIN_SECRET =
  "is readable by anyone with the file: write { secret: NAME }, and run `npm run pulumi -- config set --secret macvlan-fabric:NAME`";

function describeUnknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): Problem {
  const near = findNearest(key, known);
  const advice = near === undefined ? listKnown(known) : `did you mean "${near}"?`;
  return { path: pathText([...path, key]), message: `unknown key "${key}": ${advice}` };
}

/** Nobody reads through the options of a container here. */
function listKnown(known: readonly string[]): string {
  return known.length > MOST_KNOWN ? "docs/configuration.md lists the known ones" : `known here: ${known.join(", ")}`;
}

const MOST_KNOWN = 24;

function describeWanted(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `: add ${issue.expected === "object" ? typeText("object") : "it"}`;
  if (issue.code === "invalid_union") return `: give one of ${unionOptions(issue)}`;
  if (issue.code === "custom") return `: ${issue.message}`;
  return "";
}

function describeFault(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid "))
    return `is of the wrong type: ${describeType(issue)}`;
  if (issue.code === "invalid_union") return `is unknown: give one of ${unionOptions(issue)}`;
  if (issue.code === "invalid_value" && issue.message.startsWith("Invalid ")) return describeChoice(issue);
  if (issue.code === "too_small") {
    if (issue.origin === "string") return "is empty: fill it in, or leave the key out";
    if (issue.origin === "array") return "is empty: give at least one";
    return issue.message.replace(/^Too small: .*$/, `is out of range: give at least ${issue.minimum}`);
  }
  if (issue.code === "too_big") {
    return issue.message.replace(/^Too big: .*$/, `is out of range: give at most ${issue.maximum}`);
  }
  return issue.message.replace(/^Invalid input: /, "");
}

/** The type as people who write YAML call it; YAML reads 29.1 and true as other types than text. */
function describeType({ expected, input }: z.core.$ZodIssueInvalidType): string {
  const isScalar = typeof input === "number" || typeof input === "boolean";
  return expected === "string" && isScalar ? `write "${String(input)}" in quotes` : `give ${typeText(expected)}`;
}

function describeChoice({ values, input }: z.core.$ZodIssueInvalidValue): string {
  const isUnquoted = typeof input === "number" && values.includes(String(input));
  return isUnquoted
    ? `is of the wrong type: write "${String(input)}" in quotes`
    : `is unknown: give one of ${values.map(String).join(", ")}`;
}

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
