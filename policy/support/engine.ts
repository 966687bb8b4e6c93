import { isOlder, VERSION } from "../../topology/docker-version";
import type { Setting } from "./define-rule";
import { rowsOf } from "./earlier-rows";
import type { Daemon, Row } from "./rows";

/** For stacks without a Fabric, whose hosts declare their Docker version nowhere else. */
export const ENGINE_SETTINGS: { readonly engine: Setting<string | undefined> } = {
  engine: {
    type: "string",
    pattern: VERSION,
    description: "The oldest Docker version on hosts that do not declare theirs.",
  },
};

/** The oldest Docker version that a host may have, as declared or as its preparation checks; undefined when nothing says. */
export function engineOf(daemon: Daemon, earlier: readonly Row[], engine: string | undefined): string | undefined {
  const host = rowsOf(earlier, "host").find((row) => row.host === daemon.name);
  const { docker = engine, required } = host ?? {};
  return docker === undefined || (required !== undefined && isOlder(docker, required)) ? (required ?? docker) : docker;
}
