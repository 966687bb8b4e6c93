import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "../support/project";
import { ALLOWED_RANGES } from "../topology/allowed-ranges";

/** The ranges in which the policy pack wants the subnets of a stack; undefined where its rule is off, or only an advice. */
export function allowedRanges(stack: string, root: string = PROJECT_ROOT): readonly string[] | undefined {
  const file = join(root, "policy", "config", `${stack}.json`);
  if (!existsSync(file)) return ALLOWED_RANGES;
  const settings = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const { enforcementLevel = readSetting(settings["all"]).enforcementLevel, ranges = ALLOWED_RANGES } = readSetting(
    settings["allowed-ranges"],
  );
  return enforcementLevel === undefined || enforcementLevel === "mandatory" ? ranges : undefined;
}

interface Setting {
  readonly enforcementLevel?: unknown;
  readonly ranges?: readonly string[];
}

/** What the file says about a rule: its level alone, or a map. */
function readSetting(value: unknown): Setting {
  return value instanceof Object ? value : { enforcementLevel: value };
}
