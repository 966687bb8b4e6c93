import { z } from "zod";
import { containerOptions } from "./container-options";
import { MOST_OF_A_KIND } from "./expand-containers";
import { dependsOn } from "./dependency-schema";
import { address, AUTO, key, macAddress, oneOrMore } from "./primitives";

/** An address of a container. A range stands for those of `count` containers, and is resolved before it comes here. */
const ownAddress = z
  .string()
  .refine((text) => !text.includes("-"), {
    error: "is a range, and the container is one: give it an address, auto, or a count",
    abort: true,
  })
  .refine((text) => text === AUTO || address.safeParse(text).success, {
    error: (issue) => address.safeParse(issue.input).error?.issues[0]?.message ?? "",
  })
  .meta({ pattern: "^(auto|[0-9a-fA-F:.]+(-[0-9a-fA-F:.]+)?)$", examples: ["172.16.10.10", AUTO] });

const attachment = z
  .union([
    oneOrMore(ownAddress),
    z.strictObject({
      address: oneOrMore(ownAddress).describe("Fixed address, or one of each family; `auto`: as below `attach`."),
      mac: macAddress
        .exactOptional()
        .describe(
          "MAC on the segment, for a licence, a reservation or a switch's filter. Docker 29.3 or later. Default: the engine chooses.",
        ),
    }),
  ])
  .describe("An address, or auto; a list of them, one for each subnet; or a map with address and mac.");

/** A container with an address of its own on each network. */
export const container = z
  .strictObject({
    host: z
      .string()
      .describe(
        "Key of `hosts`; `auto`: the one with the fewest containers that carries all its segments, remembered from then on.",
      ),
    image: z.string().describe("Key of `images`."),
    attach: z
      .record(z.string(), attachment)
      .refine((attach) => Object.keys(attach).length > 0, {
        error: "attaches to no segment: write it as { vlan10: 172.16.10.10 }",
      })
      .describe(
        "Address on each segment, by key of `segments`; `auto`: the lowest free one, of each family that is not given, remembered " +
          "from then on.",
      ),
    bridges: z
      .record(z.string(), ownAddress)
      .default({})
      .describe("Address on each Docker bridge network, by key of `bridges`; `auto`: the lowest free one on its host."),
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
        "How many of it there are: `load` with `count: 3` stands for load-1, load-2 and load-3. Their addresses are `auto`, or a " +
          "range of at least as many, in order. Default: this one alone, under its own name.",
      ),
    like: key
      .exactOptional()
      .describe(
        "Key of `containers`: another one, whose keys this one has too, except `count` and those that it gives itself. Default: none.",
      ),
    ...containerOptions.shape,
  })
  .meta({ required: undefined, anyOf: [{ required: ["host", "image", "attach"] }, { required: ["like"] }] })
  .describe("A container with an address of its own on each of its segments.");
