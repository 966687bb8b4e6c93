import { entriesOf, isMap, listOf, textOf, type Raw } from "./raw";

/** Whether a value is what `docker network inspect` prints. */
export function isInspected(value: unknown): value is Raw[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((each) => isMap(each) && "Name" in each && "IPAM" in each)
  );
}

/** The same as a Compose file would declare it. */
export function fromInspected(networks: readonly Raw[]): Raw {
  const declared = networks.map((network) => {
    const { Name: name, Driver: driver, Internal: internal, Options: options, IPAM: ipam } = network;
    const config = listOf(isMap(ipam) ? ipam["Config"] : []).map((entry) => {
      const {
        Subnet: subnet,
        Gateway: gateway,
        IPRange: range,
        AuxiliaryAddresses: others,
      } = isMap(entry) ? entry : {};
      return {
        subnet,
        ...(gateway === undefined || gateway === "" ? {} : { gateway }),
        ...(range === undefined || range === "" ? {} : { ip_range: range }),
        ...(entriesOf(others).length === 0 ? {} : { aux_addresses: others }),
      };
    });
    return [textOf(name) ?? "", { driver, internal, driver_opts: options, ipam: { config } }];
  });
  return { services: {}, networks: Object.fromEntries(declared) as Raw };
}
