import { z } from "zod";
import { UserError } from "../../support/errors";
import { ENGINES, FIRST_ENGINE } from "../image/engines";
import { NETWORKS } from "../image/networks";

/** The NIC through which the user's machine logs in to a guest, besides the NIC on the lab's LAN. */
export const MANAGEMENT_NIC = "eth0";

const network = z.enum(NETWORKS, `write one of ${NETWORKS.join(", ")}`);
const engine = z.enum(ENGINES, `write one of ${ENGINES.join(", ")} as text`);

/** Tells a guest from all others. Other fields are ignored, so that any version can stop what any other has started. */
const guestNameSchema = z.object({
  /** The stack's name. */
  lab: z.string().min(1),
  /** The host's name in the configuration. */
  host: z.string().min(1),
  /** The Docker engine, by its major version. */
  docker: engine.default(FIRST_ENGINE),
  /** What runs its network. Absent: networkd, as before there was a choice. */
  network: network.exactOptional(),
});

export type GuestName = Readonly<z.infer<typeof guestNameSchema>>;

const guestSpecSchema = z.strictObject({
  ...guestNameSchema.shape,
  docker: engine,
  /** Name of the NIC on the lab's LAN, such as `ens33`. */
  nic: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,14}$/),
  /** Address on the LAN with its prefix length, such as `192.168.1.11/24`. */
  address: z.cidrv4(),
  /** The guest's only default route. Without it the guest has none. */
  gateway: z.ipv4().optional(),
  /** Hardware address of the LAN NIC. */
  mac: z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
  memoryMib: z.int().min(512),
  /** TCP port on 127.0.0.1 of the machine that leads to the guest's ssh. */
  sshPort: z.int().min(1).max(65535),
  /** The number of this start of the guest, from 1. It also grows when the switch of a guest that runs has died. */
  boot: z.int().min(1),
});

/** What one guest is: plain data without secrets, the input of `lab/main.ts start`. */
export type GuestSpec = z.infer<typeof guestSpecSchema>;

/** Reads a spec from JSON text. A {@link UserError} names every field that is wrong. */
export function parseGuestSpec(text: string): GuestSpec {
  const result = guestSpecSchema.safeParse(parseJson(text));
  if (!result.success) throw new UserError(`the guest's spec is not valid:\n${z.prettifyError(result.error)}`);
  if (result.data.nic === MANAGEMENT_NIC) {
    throw new UserError(
      `hosts.${result.data.host}.nic: ${MANAGEMENT_NIC} is the lab's own management NIC: choose another name, such as ens33`,
    );
  }
  return result.data;
}

/** Reads which guest a spec in JSON text is about, whatever else is in it. */
export function parseGuestName(text: string): GuestName {
  const result = guestNameSchema.safeParse(parseJson(text));
  if (!result.success) throw new UserError(`the guest's spec is not valid:\n${z.prettifyError(result.error)}`);
  return result.data;
}

/** Which guest a spec is about, which may be of an earlier version. */
export function guestName(spec: unknown): GuestName {
  return guestNameSchema.parse(spec);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError("the guest's spec on standard input is not JSON");
  }
}
