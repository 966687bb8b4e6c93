import { parseDuration } from "./durations";

/** When a container is healthy, as its configuration says. */
interface Healthcheck {
  readonly test?: string | readonly string[];
  readonly interval?: string;
  readonly timeout?: string;
  readonly retries?: number;
  readonly start_period?: string;
}

/** Whether Docker checks the health of a container, as far as its configuration says. */
export function isChecked(healthcheck: Healthcheck | undefined): boolean {
  return healthcheck !== undefined && !isTurnedOff(healthcheck);
}

/** Whether the configuration turns off the check that the image may have. */
export function isTurnedOff({ test }: Healthcheck = {}): boolean {
  return Array.isArray(test) && test[0] === "NONE";
}

/** Docker's defaults. */
const CHECK = 30_000;
const RETRIES = 3;
/** Seconds that a slow host may take besides. */
const SLACK = 20;

/** Seconds after its start in which a container is healthy or counts as unhealthy. */
export function secondsToHealth({
  interval,
  timeout,
  retries = RETRIES,
  start_period = "0s",
}: Healthcheck = {}): number {
  const [between = CHECK, check = CHECK, start = 0] = [interval, timeout, start_period].map((text) =>
    text === undefined ? undefined : parseDuration(text),
  );
  // Checks begin an interval after the start, and the last of the start period may go over its end.
  return Math.ceil((start + (retries + 1) * (between + check)) / 1000) + SLACK;
}
