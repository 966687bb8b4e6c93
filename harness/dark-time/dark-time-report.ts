import { z } from "zod";

const place = z.object({ host: z.string(), address: z.string() });

const endpointSchema = z.object({
  kind: z.enum(["container", "host"]),
  name: z.string(),
  /** Absent: the LAN. */
  segment: z.string().optional(),
  /** Absent: it is new. */
  before: place.optional(),
  /** Absent: it has gone. */
  after: place.optional(),
  /** The hosts that asked for it. */
  askedFrom: z.array(z.string()),
  /**
   * `answered`: all the time. `still dark`: it did not answer when the measurement ended. `not asked`: no other host on its
   * segment could ask.
   */
  outcome: z.enum(["answered", "dark", "still dark", "new", "gone", "never answered", "not asked"]),
  /** Seconds without an answer, all together, of what is there before and after the change. */
  darkSeconds: z.number().optional(),
  /** When it did not answer, in seconds since the change began. */
  gaps: z.array(z.object({ from: z.number(), to: z.number() })).optional(),
  /** Of what is new, in seconds since the change began. */
  firstAnswer: z.number().optional(),
  /** Of what has gone, in seconds since the change began. */
  lastAnswer: z.number().optional(),
  /** A shorter silence does not count: packets are lost, and what the change leaves alone may be on a busy host. */
  resolutionSeconds: z.number(),
  /** Seconds in which nobody asked, as while the host that asks restarts: they are neither dark nor answered. */
  unheardSeconds: z.number(),
  /** What the change does to it. */
  why: z.string().optional(),
});

/** How long each endpoint did not answer during a change, asked ten times a second. */
export const darkTimeSchema = z.object({
  /** From the start of the change until everything answered again. */
  seconds: z.number(),
  /** Hosts on which the change did something. */
  touchedHosts: z.array(z.string()),
  endpoints: z.array(endpointSchema),
});

export type DarkTime = z.infer<typeof darkTimeSchema>;
export type EndpointDarkTime = DarkTime["endpoints"][number];
