import { z } from "zod";
import { range, subnet } from "./primitives";

/** Something that the stack does not make and must not collide with. */
export const foreign = z
  .discriminatedUnion("kind", [
    z
      .strictObject({
        kind: z.literal("dhcp"),
        range: range.describe("The addresses that the DHCP server hands out."),
        segment: z.string().exactOptional().describe("Segment that the server serves. Default: the LAN."),
      })
      .describe("The scope of a DHCP server: no fixed address may lie in it."),
    z
      .strictObject({ kind: z.enum(["vpn", "management", "network"]), subnet })
      .describe("A network that the hosts reach elsewhere: no subnet of the lab may overlap it."),
    z
      .strictObject({
        kind: z.literal("docker-pools"),
        subnets: z
          .array(subnet)
          .min(1)
          .exactOptional()
          .describe("`default-address-pools` of the daemons. Default: the ones built into Docker."),
      })
      .describe("Pools from which the daemons take the subnets of bridge networks: no segment may overlap them."),
  ])
  .describe("Something that the stack does not make and must not collide with.");

/** Another stack on the same LAN. */
export const peer = z
  .strictObject({
    stack: z
      .string()
      .min(1)
      .exactOptional()
      .describe("A stack, such as `office` or `organization/project/office`; its output `plan` is read."),
    plan: z
      .string()
      .min(1)
      .exactOptional()
      .describe(
        "A file written by `npm run -s plan -- --json`; a relative path starts in the project's folder. Either this or `stack`.",
      ),
  })
  .refine(({ stack, plan }) => (stack === undefined) !== (plan === undefined), {
    error: "must name exactly one of stack and plan: write it as { stack: office } or as { plan: office.plan.json }",
  })
  .describe("Another stack on the same LAN: what it has taken is refused here.");
