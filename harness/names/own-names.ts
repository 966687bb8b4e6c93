import type { FabricOutput } from "../contract";
import type { NamedAddress } from "./named-addresses";

/** What a container alone resolves: its hostname, if that is not its name, and the hosts that its configuration adds. */
export function ownNames(name: string, { containers }: FabricOutput): NamedAddress[] {
  const { hostname = name, extraHosts = {}, attach = {}, bridges = {} } = containers[name] ?? {};
  const own = [...Object.values(attach).flatMap(({ addresses }) => addresses), ...Object.values(bridges)];
  return [
    ...(hostname === name ? [] : own.map((address): NamedAddress => ({ address, names: [hostname] }))),
    ...Object.entries(extraHosts).map(([extra, address]): NamedAddress => ({ address, names: [extra] })),
  ];
}
