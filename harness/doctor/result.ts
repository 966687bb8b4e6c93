import type { Shot } from "./frames";
import type { BlockedTraffic } from "./hypervisors";

/** A shot, and what arrived of it. */
export interface Result {
  readonly shot: Shot;
  /** How often it arrived, of the times that it was sent. */
  readonly arrived: number;
  /** The shortest time from one host's clock to the other's, in milliseconds; absent if it never arrived. */
  readonly delay?: number;
}

/** What is wrong between hosts, and what to set where. */
export interface Finding {
  readonly host: string;
  readonly block: BlockedTraffic | "loss" | "delay";
  readonly message: string;
}
