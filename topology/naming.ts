import { createHash } from "node:crypto";
import { MAX_INTERFACE_NAME } from "./schema";

/** Label that every network, volume and container of this product carries, so that tools find them. */
export const STACK_LABEL = "macvlan-fabric.stack";

/**
 * MAC of a container on a segment: locally administered (second-lowest bit of the first octet set), unicast, and the same
 * after every re-creation, so that neighbours' ARP caches, switch filters and licences stay valid.
 */
export function containerMac(stack: string, segment: string, container: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(["container", stack, segment, container]))
    .digest();
  return ["02", ...[...digest.subarray(0, 5)].map((octet) => octet.toString(16).padStart(2, "0"))].join(":");
}

/** Name of the link that carries a segment on a host: the NIC itself, or its 802.1Q subinterface `nic.vid`. */
export function parentName(nic: string, vlan: number | undefined): string {
  return vlan === undefined ? nic : `${nic}.${String(vlan)}`;
}

/** Whether Linux takes the name; longer names cannot be created. */
export function fitsInterfaceName(name: string): boolean {
  return Buffer.byteLength(name) <= MAX_INTERFACE_NAME;
}

/** Name of a layer-2 domain as messages give it. */
export function domainName(vlan: number | undefined): string {
  return vlan === undefined ? "untagged LAN" : `VLAN ${String(vlan)}`;
}
