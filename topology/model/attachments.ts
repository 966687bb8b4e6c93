import type { ContainerConfiguration } from "../schema/fabric-schema";
import { placeAddresses } from "./placed-addresses";
import type { Attachment } from "./topology";

/** An attachment, whichever way it is written: an address, a list of them, or a map. */
export function toAttachment(
  segment: string,
  given: ContainerConfiguration["attach"][string],
  path: string,
): Attachment {
  if (typeof given === "string" || Array.isArray(given)) return { segment, addresses: placeAddresses(given, path) };
  const addresses = placeAddresses(given.address, `${path}.address`);
  return { segment, addresses, ...(given.mac === undefined ? {} : { mac: given.mac.toLowerCase() }) };
}
