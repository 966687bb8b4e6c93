/** The first version in which several macvlan networks may share a parent (moby PR 47318). */
export const SHARED_PARENTS_SINCE = "27.0.1";

/** The first version in which the gateway of a container on several networks can be chosen (`--gw-priority`). */
export const GATEWAY_PRIORITY_SINCE = "28.0.0";

/** The first version whose networks can be without IPv4 (option `com.docker.network.enable_ipv4`). */
export const IPV6_ONLY_SINCE = "28.0.0";

/** The first version that keeps no address for the gateway of an internal network. */
export const NO_INTERNAL_GATEWAY_SINCE = "28.0.0";

/** The first version that sets sysctls of an endpoint when its interface is there, and so router advertisements off. */
export const ENDPOINT_SYSCTLS_SINCE = "27.0.0";

/** The first version that honours a MAC in `connect`, from API 1.54 on; engines between the two draw one at random. */
export const MAC_SINCE = "29.3.0";

/** The first version that no longer derives a container's MAC from its IPv4 address. */
export const RANDOM_MAC_SINCE = "28.0.0";

/** Pattern of a version, as text for JSON Schema. */
export const VERSION = String.raw`^\d+\.\d+(\.\d+)?$`;

/** Whether a version comes before another one; only the numbers are compared, so `27.0` is `27.0.0`. */
export function isOlder(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => text.split(".").map(Number));
  for (let index = 0; index < 3; index += 1) {
    const difference = (one?.[index] ?? 0) - (other?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
