import { z } from "zod";
import { UserError } from "../../support/errors";
import { DRIVER_NAMES } from "../drivers";
import { parseAddress, parseRange, parseSubnet } from "../ip";
import { pathText } from "../schema/paths";
import { ADDRESS_KINDS, ownPlan, RANGE_KINDS, USED_SUBNET_KINDS, type AddressPlan } from "./address-plan";

const subnet = z.string().refine((text) => parseSubnet(text) !== undefined);
const range = z.string().refine((text) => parseRange(text) !== undefined);
const address = z.string().refine((text) => parseAddress(text) !== undefined);
const planned = { domain: z.string(), switch: z.string().exactOptional(), owner: z.string(), path: z.string() };

/** The plan of a stack for other stacks on the same LAN: its output `plan`, and the output of `npm run -s plan -- --json`. */
export const exportedPlanSchema = z.object({
  schemaVersion: z.literal(1),
  stack: z.string(),
  subnets: z.array(
    z.object({
      ...planned,
      kind: z.enum(USED_SUBNET_KINDS),
      subnet,
      hosts: z.array(z.string()).exactOptional(),
      network: z.string().exactOptional(),
    }),
  ),
  ranges: z.array(
    z.object({
      ...planned,
      kind: z.enum(RANGE_KINDS),
      range,
      subnet,
    }),
  ),
  addresses: z.array(
    z.object({
      ...planned,
      kind: z.enum(ADDRESS_KINDS),
      address,
      subnet,
      host: z.string().exactOptional(),
      mac: z.string().exactOptional(),
      shared: z.string().exactOptional(),
    }),
  ),
  networks: z.array(
    z.object({
      ...planned,
      kind: z.literal("bridge").exactOptional(),
      network: z.string(),
      driver: z.enum(DRIVER_NAMES).exactOptional(),
      namePath: z.string(),
      hosts: z.array(z.string()),
    }),
  ),
});

export type ExportedPlan = z.infer<typeof exportedPlanSchema>;

/** The part of a plan that other stacks on the LAN need. */
export function exportPlan(stack: string, plan: AddressPlan): ExportedPlan {
  return exportedPlanSchema.parse({ schemaVersion: 1, stack, ...ownPlan(plan) });
}

/**
 * Reads an exported plan.
 * @param source what `value` was read from, for the message
 * @throws UserError when it is malformed
 */
export function parseExportedPlan(value: unknown, source: string): ExportedPlan {
  const result = exportedPlanSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : ` (at ${pathText(issue.path)})`;
  throw new UserError(
    `${source} does not contain a valid address plan${where}: create it with \`npm run -s plan -- --stack NAME --json\`, ` +
      `or name a stack that has the output plan`,
  );
}
