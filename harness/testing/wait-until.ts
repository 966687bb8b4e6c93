import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../../support/errors";

export interface Patience {
  /** Default: 60. */
  readonly seconds?: number;
  /** Seconds between two tries. Default: 1. */
  readonly pause?: number;
}

/**
 * Tries until something neither throws nor is false, and resolves to it.
 * @throws Error with the last reason when the time is over; a try that is under way is not cut short
 */
export async function waitUntil<T>(attempt: () => T | Promise<T>, patience: Patience = {}): Promise<T> {
  const { seconds = 60, pause = 1 } = patience;
  const end = Date.now() + seconds * 1000;
  for (;;) {
    let reason: unknown = "it is still false";
    try {
      const value = await attempt();
      if (value !== false) return value;
    } catch (error) {
      reason = error;
    }
    if (Date.now() + pause * 1000 > end)
      throw new Error(`not so within ${seconds} s: ${messageOf(reason)}`, { cause: reason });
    await delay(pause * 1000);
  }
}
