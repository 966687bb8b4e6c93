import type { Random } from "./random";

/** What happens in the middle of an `up`. */
export interface Disturbance {
  /** `cli`: the command is killed. `guest`: a guest is killed. `daemon`: Docker does not run on a host. */
  readonly kind: "cli" | "guest" | "daemon";
  readonly host: string;
  /** Seconds after the start of the command. */
  readonly after: number;
}

/** Happens in one step of six. */
export function drawDisturbance(hosts: readonly string[], random: Random): Disturbance | undefined {
  if (!random.chance(1 / 6)) return undefined;
  return {
    kind: random.pick(["cli", "cli", "guest", "daemon"] as const),
    host: random.pick(hosts),
    after: random.integer(4, 25),
  };
}

export function disturbanceText({ kind, host, after }: Disturbance): string {
  if (kind === "cli") return `the command killed after ${after} s`;
  return kind === "guest" ? `${host} killed after ${after} s` : `Docker stopped on ${host}`;
}
