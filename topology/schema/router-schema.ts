import { z } from "zod";
import { address, subnet } from "./primitives";

const nat = z
  .strictObject({
    address: address.describe("Address of the router itself on the LAN."),
    segments: z
      .array(z.string())
      .min(1)
      .describe("Segments whose containers may open connections to the LAN, and beyond it through `lan.gateway`."),
  })
  .describe("A way out: connections to the LAN leave with the router's address there.");

/** A host that routes between segments. */
export const router = z
  .strictObject({
    host: z
      .string()
      .describe("Key of `hosts`: where the router runs, in a network namespace of its own. It carries each segment."),
    segments: z
      .array(z.string())
      .min(1)
      .describe("Segments whose gateway addresses the router has, by key of `segments`; macvlan in mode bridge only."),
    allow: z
      .record(z.string(), z.array(z.string()).min(1))
      .default({})
      .describe(
        "Segments to which a segment may open connections, by the one that opens them, such as { web: [db] }; answers come back. Default: none.",
      ),
    nat: nat.exactOptional(),
    routes: z
      .record(subnet, address)
      .default({})
      .describe("Next hop of each further subnet, an address on one of the segments, or on the LAN with `nat`."),
  })
  .describe(
    "A router on a Linux host: it has the gateway addresses of its segments, and forwards only what `allow` says.",
  );
