import { parseAddress } from "../../topology/ip";
import type { ComposeFile } from "./compose-file";
import { entriesOf, isMap, textOf } from "./raw";

/** The networks of a service, each with what it says about it; without any, Compose's own. */
export function networksOf(service: unknown): [string, unknown][] {
  const { networks, network_mode: mode } = isMap(service) ? service : {};
  if (Array.isArray(networks)) return networks.map((name) => [textOf(name) ?? "", undefined]);
  const given = entriesOf(networks);
  return given.length === 0 && mode === undefined ? [["default", undefined]] : given;
}

/** Whether a service of the file is on a network of its. */
export function isUsed(file: ComposeFile, key: string): boolean {
  return entriesOf(file.data["services"]).some(([, service]) => networksOf(service).some(([name]) => name === key));
}

/** Whether a service has, or is to have, a fixed address on a network of its file. */
export function isAddressed(file: ComposeFile, key: string): boolean {
  return entriesOf(file.data["services"]).some(([, service]) =>
    networksOf(service).some(
      ([name, given]) => name === key && isMap(given) && ("ipv4_address" in given || "ipv6_address" in given),
    ),
  );
}

/** The fixed addresses that services have on a network of their file. */
export function addressesOn(file: ComposeFile, key: string): string[] {
  return entriesOf(file.data["services"]).flatMap(([, service]) =>
    networksOf(service).flatMap(([name, given]) => {
      if (name !== key || !isMap(given)) return [];
      const addresses = [textOf(given["ipv4_address"]), textOf(given["ipv6_address"])];
      return addresses.flatMap((address) => (address !== undefined && parseAddress(address) ? [address] : []));
    }),
  );
}
