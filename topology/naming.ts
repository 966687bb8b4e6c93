import { createHash } from "node:crypto";
import { parseAddress } from "./ip";

/** Linux allows 15 bytes for an interface name (kernel `IFNAMSIZ` less its NUL). */
export const MAX_INTERFACE_NAME = 15;

/** MTU of Ethernet in bytes, unless a host states another. */
export const DEFAULT_MTU = 1500;

/** Label of every network, volume and container that a stack creates, so that tools find them. */
export const STACK_LABEL = "macvlan-fabric.stack";

/** Label with the switch's name, on networks of other switches than the bridged LAN. */
export const SWITCH_LABEL = "macvlan-fabric.switch";

/** Label on a stack's registry that serves plain HTTP. */
export const INSECURE_LABEL = "macvlan-fabric.insecure";

/** Label with the MACs that a container was asked to have, on those that were. */
export const MACS_LABEL = "macvlan-fabric.macs";

/**
 * MAC that Docker before 28 derives from a container's IPv4 address, whatever it is told (`02:42` and the octets; seen with
 * 26.1.5). Later engines draw one at random.
 */
export function derivedMac(address: string): string | undefined {
  const parsed = parseAddress(address);
  return parsed?.family === 4 ? mac([0x02, 0x42, ...parsed.text.split(".").map(Number)]) : undefined;
}

/**
 * MAC of a host shim at an address: locally administered, unicast, as unique as the address, and the same after every
 * re-creation, so that neighbours' ARP caches and switch filters stay valid.
 */
export function shimMac(address: string): string {
  const text = parseAddress(address)?.text ?? address;
  return derivedMac(text) ?? mac([0x02, ...createHash("sha256").update(text).digest().subarray(0, 5)]);
}

/**
 * MAC of a virtual machine on vSphere at an address: in the range that VMware reserves for manual assignment,
 * 00:50:56:00:00:00 to 00:50:56:3f:ff:ff, so that neither vCenter nor ESXi assigns the same one.
 */
export function vsphereMac(address: string): string {
  const parsed = parseAddress(address);
  const text = parsed?.text ?? address;
  const [a = 0, b = 0, c = 0] =
    parsed?.family === 4 ? text.split(".").map(Number).slice(1) : createHash("sha256").update(text).digest();
  return mac([0x00, 0x50, 0x56, a & 0x3f, b, c]);
}

function mac(octets: readonly number[]): string {
  return octets.map((octet) => octet.toString(16).padStart(2, "0")).join(":");
}

/** Name of the link that carries a segment on a host: the NIC itself, or its 802.1Q subinterface, by default `nic.vid`. */
export function carrierName(nic: string, vlan: number | undefined, link?: string): string {
  return vlan === undefined ? nic : (link ?? `${nic}.${vlan}`);
}

/** The interface and the VLAN ID in the name of a link, as Docker reads it; a name without a dot has no ID. */
export function splitLinkName(link: string): { readonly nic: string; readonly vlan?: number } {
  const [, nic, vlan] = /^(.+)\.(\d+)$/.exec(link) ?? [];
  return nic === undefined ? { nic: link } : { nic, vlan: Number(vlan) };
}

/** Name of the host shim on a carrier; hashed when it would be too long. */
export function shimName(carrier: string): string {
  const plain = `mv-${carrier}`;
  return fitsInterfaceName(plain) ? plain : `mv-${createHash("sha256").update(carrier).digest("hex").slice(0, 12)}`;
}

/** Name of a router's link on the LAN, in its namespace; its other links have the names of their carriers. */
export const UPLINK = "uplink";

/** Name of a router's network namespace on its host. */
export function namespaceName(stack: string, router: string): string {
  return `${stack}.${router}`;
}

/** Whether Linux accepts the name; longer names cannot be created. */
export function fitsInterfaceName(name: string): boolean {
  return Buffer.byteLength(name) <= MAX_INTERFACE_NAME;
}

/** A registry in image references: `address:port`, with an IPv6 address in brackets. */
export function registryEndpoint(address: string, port: number): string {
  return `${address.includes(":") ? `[${address}]` : address}:${port}`;
}

/**
 * What the resources of a segment's network are called: as the network, and as the segment too where an earlier segment has a
 * network of that name, which those of other switches may have on other hosts.
 */
export function networkResource(
  segment: { readonly name: string; readonly network: string },
  all: readonly { readonly name: string; readonly network: string }[],
): string {
  const first = all.find(({ network }) => network === segment.network);
  return first === undefined || first.name === segment.name ? segment.network : `${segment.network}-${segment.name}`;
}

/** Characters of a hash that names of images on a host have. */
const HASH_LENGTH = 12;

/** Name of an image on the host that has it from files of the user: nobody else's, and another one for each content. */
export function localImage(stack: string, image: string, hash: string): string {
  return `macvlan-fabric/${image}:${hash.slice(0, HASH_LENGTH)}-${stack}`;
}

/** The same for all contents, as a pattern of `docker image ls`. */
export function localImages(stack: string, image: string): string {
  return `macvlan-fabric/${image}:${"?".repeat(HASH_LENGTH)}-${stack}`;
}

/** Name of a layer-2 domain; without a switch it is on the bridged LAN. */
export function domainName(vlan: number | undefined, switchName?: string): string {
  const place = switchName === undefined ? "" : ` of switch ${switchName}`;
  if (vlan !== undefined) return `VLAN ${vlan}${place}`;
  return switchName === undefined ? "untagged LAN" : `untagged frames${place}`;
}

/** The name of a layer-2 domain as it reads after "on". */
export function domainText(domain: string): string {
  return domain.replace(/^untagged LAN$/, "the $&").replace(/^untagged frames of (.+)$/, "$1 without a VLAN ID");
}
