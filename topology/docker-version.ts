/** The first version in which several macvlan networks may share a parent (moby PR 47318). */
export const SHARED_PARENTS_SINCE = "27.0.1";

/** The first version in which the gateway of a container on several networks can be chosen (`--gw-priority`). */
export const GATEWAY_PRIORITY_SINCE = "28.0.0";

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
