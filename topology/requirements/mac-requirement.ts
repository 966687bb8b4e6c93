import { MAC_SINCE, RANDOM_MAC_SINCE } from "../docker-version";
import type { Attachment, Container } from "../model/topology";
import { derivedMac } from "../naming";
import type { Requirement } from "./requirement";

/** What a MAC of a container needs: old engines derive one, the next draw one at random, and only new ones take it. */
export function macRequirement({ name, host }: Container, { segment, addresses, mac }: Attachment): Requirement[] {
  if (mac === undefined) return [];
  const isDerived = addresses.some(({ address }) => derivedMac(address) === mac);
  return [
    {
      host,
      path: `containers.${name}.attach.${segment}.mac`,
      since: MAC_SINCE,
      ...(isDerived ? { before: RANDOM_MAC_SINCE } : {}),
      reason: isDerived
        ? `versions from ${RANDOM_MAC_SINCE} on choose a MAC at random`
        : `older versions derive the MAC from the address, or choose one at random`,
      alternative: "remove mac",
    },
  ];
}
