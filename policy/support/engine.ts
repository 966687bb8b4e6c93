import type { PolicyConfigSchema, ResourceValidationArgs } from "@pulumi/policy";
import { VERSION } from "../../topology/docker-version";
import { earlierOf } from "./row-rule";
import type { Daemon } from "./rows";
import type { Observation } from "./run";
import { settingsOf } from "./settings";

/** For stacks without a Fabric, whose hosts state their engines nowhere else. */
export const ENGINE_SETTING: PolicyConfigSchema = {
  properties: {
    engine: {
      type: "string",
      pattern: VERSION,
      description: "The oldest Docker engine of hosts that do not state theirs. Not set: the oldest there is.",
    },
  },
};

/** The oldest engine that a host may have; undefined when nobody says. */
export function engineOf(sight: Observation, host: Daemon, args: ResourceValidationArgs): string | undefined {
  const stated = earlierOf(sight, "host").find((row) => row.host === host.name)?.docker;
  return stated ?? settingsOf<{ engine?: string }>(args, {}).engine;
}
