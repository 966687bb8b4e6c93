import type { ContainerConfiguration } from "../schema/fabric-schema";

type Given = ContainerConfiguration["attach"][string];

/** The addresses of an attachment, whichever way it is written; `auto` among them. */
export function givenAddresses(given: Given): readonly string[] {
  if (typeof given === "string") return [given];
  if (Array.isArray(given)) return given;
  return givenAddresses(given.address);
}

/** The attachment with other addresses. */
export function withAddresses(given: Given, addresses: readonly string[]): Given {
  const [only, ...more] = addresses;
  const address = only !== undefined && more.length === 0 ? only : [...addresses];
  return typeof given === "string" || Array.isArray(given) ? address : { ...given, address };
}
