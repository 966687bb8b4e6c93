import { z } from "zod";
import { range, subnet } from "./primitives";

/** Something of others with which the stack must not collide. */
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
      .describe("A network elsewhere that the hosts need to reach: no subnet of the lab may overlap it."),
    z
      .strictObject({
        kind: z.literal("docker-pools"),
        subnets: z
          .array(subnet)
          .min(1)
          .exactOptional()
          .describe("`default-address-pools` of the daemons. Default: those built into Docker."),
      })
      .describe("Pools from which the daemons take the subnets of bridge networks: no segment may overlap them."),
  ])
  .describe("Something of others with which the stack must not collide.");

/** Another stack on the same LAN. */
export const peer = z
  .strictObject({
    stack: z
      .string()
      .min(1)
      .exactOptional()
      .describe(
        "A stack with the output `plan`, such as `office` or `organization/project/office`. Either this or `plan`.",
      ),
    plan: z
      .string()
      .min(1)
      .exactOptional()
      .describe(
        "A file written by `npm run -s plan -- --json`, relative to the project's folder. Either this or `stack`.",
      ),
  })
  .refine(({ stack, plan }) => (stack === undefined) !== (plan === undefined), {
    error: "must name exactly one of stack and plan: write it as { stack: office } or as { plan: office.plan.json }",
  })
  .describe("Another stack on the same LAN, whose addresses, subnets and VLAN IDs this one must not use.");
