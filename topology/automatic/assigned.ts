import { z } from "zod";
import { address, key, oneOrMore } from "../schema/primitives";

/** What each `auto` of a container stands for. */
const assignment = z.strictObject({
  host: z.string().exactOptional(),
  attach: z.record(z.string(), oneOrMore(address)).exactOptional(),
  bridges: z.record(z.string(), address).exactOptional(),
});

/** The file that remembers what was assigned. */
export const assignedSchema = z.strictObject({ containers: z.record(key, assignment).default({}) });

/** What was assigned to containers, by name, so that it can be so again. */
export type Assigned = Readonly<Record<string, z.output<typeof assignment>>>;

/** Something that `auto` stands for. */
export interface Choice {
  readonly container: string;
  /** Where the `auto` is written. */
  readonly path: string;
  readonly kind: "host" | "address";
  /** The host, or the address in canonical notation. */
  readonly value: string;
  /** Whether it was not remembered. */
  readonly isNew: boolean;
  /** Why it is not the one that was remembered: `172.16.10.5 is no longer free`. */
  readonly reason?: string;
}

/** A change of what was assigned, as people read it. */
export function movedText({ container, kind, value, reason = "" }: Choice): string {
  return `${reason}, so ${container} ${kind === "host" ? "moves to" : "gets"} ${value}`;
}
