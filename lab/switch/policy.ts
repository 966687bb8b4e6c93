import { isGroup, type Mac } from "./ethernet";
import { AGE_MILLISECONDS } from "./mac-table";

/** What a port of the switch lets through, as a hypervisor's port group would be set. */
export interface PortPolicy {
  /** Whether frames may have a source other than the MAC of the guest's NIC. */
  readonly forgedTransmits: boolean;
  /** Whether frames for other MACs are delivered to it. */
  readonly promiscuous: boolean;
  /** The VLANs that pass, 0 for untagged frames. Absent: all. */
  readonly vlans?: readonly number[];
  /** From how many MACs frames may come, the guest's own included. Absent: any number. */
  readonly macLimit?: number;
  /** The fraction of frames that is lost, in either direction. */
  readonly loss: number;
  /** Milliseconds by which each frame is late, in either direction. */
  readonly delay: number;
  /** Whether the cable is plugged in. */
  readonly link: boolean;
}

/** A trunk port that passes everything. */
export const OPEN: PortPolicy = { forgedTransmits: true, promiscuous: true, loss: 0, delay: 0, link: true };

/** Why a frame was dropped. */
export type DropReason =
  "link down" | "lost" | "malformed" | "VLAN" | "forged transmit" | "MAC limit" | "not promiscuous" | "queue full";

/** What a check needs to know about a frame. */
export interface Addresses {
  readonly source: Mac;
  readonly destination: Mac;
  readonly vlan: number;
}

/** The MACs that have sent through a port with a limit, and when each did last. */
export type Senders = Map<Mac, number>;

/** Why a frame that a guest sends does not enter the switch; undefined if it does. Notes a new sender. */
export function refuseFrom(
  policy: PortPolicy,
  own: Mac,
  { source, vlan }: Addresses,
  senders: Senders,
  now: number,
): DropReason | undefined {
  if (isGroup(source)) return "malformed";
  if (policy.vlans?.includes(vlan) === false) return "VLAN";
  if (!policy.forgedTransmits && source !== own) return "forged transmit";
  return policy.macLimit === undefined || mayAlsoSend(source, policy.macLimit, senders, now) ? undefined : "MAC limit";
}

/** Why a frame is not delivered to a guest; undefined if it is. */
export function refuseTo(
  policy: PortPolicy,
  own: Mac,
  { destination, vlan }: Pick<Addresses, "destination" | "vlan">,
): DropReason | undefined {
  if (!policy.link) return "link down";
  if (policy.vlans?.includes(vlan) === false) return "VLAN";
  if (!policy.promiscuous && destination !== own && !isGroup(destination)) return "not promiscuous";
  return undefined;
}

/** First come, first served: a MAC keeps its place while it sends now and then. */
function mayAlsoSend(source: Mac, limit: number, senders: Senders, now: number): boolean {
  if (!senders.has(source) && senders.size >= limit) {
    for (const [mac, seen] of senders) if (now - seen > AGE_MILLISECONDS) senders.delete(mac);
    if (senders.size >= limit) return false;
  }
  senders.set(source, now);
  return true;
}
