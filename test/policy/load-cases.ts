import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Resource } from "./analyze";

type Resources = readonly Resource[];

/** What a rule says about runs of resources; `cases/<rule>.ts` exports one of these as `cases`. */
export interface Cases {
  /** Runs that the rule accepts. */
  readonly good: readonly Resources[];
  /** Runs that it rejects, with the essential part of the message: path, value and fault. */
  readonly bad: readonly (readonly [message: RegExp, resources: Resources])[];
  /** A run in which the value that the rule depends on is unknown. The rule then warns that it cannot check it. */
  readonly unknown: Resources;
  /** Set when it does not even warn, because the update checks again. */
  readonly silent?: true;
}

/** The rules with a case file. */
export const CASE_FILES = readdirSync(join(__dirname, "cases")).map((file) => file.replace(/\.ts$/, ""));

export async function loadCases(rule: string): Promise<Cases> {
  const { cases } = (await import(`./cases/${rule}.ts`)) as { readonly cases?: Cases };
  if (cases === undefined) throw new Error(`test/policy/cases/${rule}.ts exports no cases: export const cases: Cases`);
  return cases;
}
