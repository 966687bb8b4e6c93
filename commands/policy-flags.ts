import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "../support/project";

/** Flags that put a run under the policies, with the levels and settings of the stack's environment if it has a file. */
export function policyFlags(stack: string): string[] {
  const config = join("policy", "config", `${stack}.json`);
  const given = existsSync(join(PROJECT_ROOT, config)) ? ["--policy-pack-config", config] : [];
  return ["--policy-pack", "policy", ...given];
}
