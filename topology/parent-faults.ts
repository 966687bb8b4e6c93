import { DRIVERS, type DriverName } from "./drivers";

/** By the naming schemes of the kernel, of systemd and of the common drivers; a name with a VLAN ID is that of its NIC. */
const WIRELESS = /^(wlan[\w-]*|wl[a-z]?\d\w*|wlx[0-9a-f]+|ath\d+|wifi\d+|mlan\d+|rai?\d+)(\.\d+)?$/i;

/** Links that carry no segment, whatever the driver. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^(docker\d|br-[0-9a-f]{12}$|veth|docker_gwbridge)/, "belongs to Docker"],
  [/^(tun|wg|ppp)\d/, "is a tunnel"],
];

/** Whether a link is a wireless one: its name is all that a plan knows of it. */
export function isWireless(link: string): boolean {
  return WIRELESS.test(link);
}

/**
 * Why a link cannot be the parent of a layer-2 network, and what to do instead, as parts of a sentence: "is wireless, and …",
 * "name a wired NIC such as ens33 …". Undefined when its name says nothing against it.
 */
export function parentFault(
  link: string,
  driver: DriverName,
): { readonly fault: string; readonly remedy: string } | undefined {
  if (isWireless(link)) {
    if (!DRIVERS[driver].ownMacs) return undefined;
    const fault = "is wireless, and access points drop frames from other MAC addresses than its own";
    return { fault, remedy: "name a wired NIC such as ens33, or use driver ipvlan, which needs no other" };
  }
  const fault = OTHERS.find(([pattern]) => pattern.test(link))?.[1];
  return fault === undefined ? undefined : { fault, remedy: "name a wired NIC such as ens33" };
}
