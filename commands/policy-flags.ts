import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "../support/project";

/** Flags that apply the policies to a run, with the levels and settings from the stack's file, if there is one. */
export function policyFlags(stack: string): string[] {
  const config = join("policy", "config", `${stack}.json`);
  const given = existsSync(join(PROJECT_ROOT, config)) ? ["--policy-pack-config", config] : [];
  return ["--policy-pack", "policy", ...given];
}
