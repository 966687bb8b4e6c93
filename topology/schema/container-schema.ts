import { z } from "zod";
import { containerOptions } from "./container-options";
import { MOST_OF_A_KIND } from "./expand-containers";
import { dependsOn } from "./dependency-schema";
import { address, key, macAddress, oneOrMore } from "./primitives";

/** An address of a container. A range stands for those of `count` containers, and is resolved before it comes here. */
const ownAddress = z
  .string()
  .refine((text) => !text.includes("-"), {
    error: "is a range, and the container is one: give it an address, or a count",
    abort: true,
  })
  .refine((text) => address.safeParse(text).success, {
    error: (issue) => address.safeParse(issue.input).error?.issues[0]?.message ?? "",
  })
  .meta({ pattern: "^[0-9a-fA-F:.]+(-[0-9a-fA-F:.]+)?$", examples: ["172.16.10.10"] });

const attachment = z
  .union([
    oneOrMore(ownAddress),
    z.strictObject({
      address: oneOrMore(ownAddress).describe("Fixed address, or one of each family."),
      mac: macAddress
        .exactOptional()
        .describe(
          "MAC on the segment, for a licence, a reservation or a switch's filter. Docker 29.3 or later. Default: the engine chooses.",
        ),
    }),
  ])
  .describe("An address; a list of them, one for each subnet; or a map with address and mac.");

/** A container with fixed addresses. */
export const container = z
  .strictObject({
    host: z.string().describe("Key of `hosts`."),
    image: z.string().describe("Key of `images`."),
    attach: z
      .record(z.string(), attachment)
      .refine((attach) => Object.keys(attach).length > 0, {
        error: "attaches to no segment: write it as { vlan10: 172.16.10.10 }",
      })
      .describe("Fixed address on each segment, by key of `segments`."),
    bridges: z
      .record(z.string(), ownAddress)
      .default({})
      .describe("Fixed address on each Docker bridge network, by key of `bridges`."),
    defaultGateway: z
      .string()
      .exactOptional()
      .describe(
        "Segment or bridge whose gateway is the default route; required for a container on several. Default: the only one.",
      ),
    depends_on: dependsOn,
    count: z
      .number()
      .int()
      .min(0)
      .max(MOST_OF_A_KIND)
      .exactOptional()
      .describe(
        "How many of it there are: `load` with `count: 3` stands for load-1, load-2 and load-3. Each has an address of the range " +
          "that is given in place of an address. Default: this one alone, under its own name.",
      ),
    like: key
      .exactOptional()
      .describe(
        "Key of `containers`: another one, whose keys this one has too, except `count` and those that it gives itself. Default: none.",
      ),
    ...containerOptions.shape,
  })
  .meta({ required: undefined, anyOf: [{ required: ["host", "image", "attach"] }, { required: ["like"] }] })
  .describe("A container with a fixed address on each of its segments.");
