import type { FabricOutput } from "../contract";

/** An address with its names, the one to show first: a line of a hosts file. */
export interface NamedAddress {
  readonly address: string;
  readonly names: readonly [string, ...string[]];
}

/** The name of something on one of its networks, such as `web.vlan10`. */
export function nameOn(name: string, network: string): string {
  return `${name}.${network}`;
}

/**
 * The addresses of hosts and containers: each by its name on its first segment, a host on the LAN, and by `name.segment` on
 * every segment.
 */
export function namedAddresses({ hosts, segments, containers }: FabricOutput): NamedAddress[] {
  return [
    ...Object.entries(hosts).flatMap(([name, { address }]): NamedAddress[] => [
      { address, names: [name] },
      ...Object.entries(segments).flatMap(([segment, { hosts: members }]) =>
        (members[name]?.addresses ?? []).map((text): NamedAddress => ({
          address: text.split("/")[0] ?? "",
          names: [nameOn(name, segment)],
        })),
      ),
    ]),
    ...Object.entries(containers).flatMap(([name, { attach }]) =>
      Object.entries(attach).flatMap(([segment, { addresses }], at) =>
        addresses.map((address): NamedAddress => ({
          address,
          names: at === 0 ? [name, nameOn(name, segment)] : [nameOn(name, segment)],
        })),
      ),
    ),
  ];
}
