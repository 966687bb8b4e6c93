import { BridgeNetwork } from "../bridge-network";
import type { Hosts } from "./create-hosts";
import { entry, mapByName, type Scope } from "./scope";

/** The bridge networks, by key. */
export type Bridges = ReadonlyMap<string, BridgeNetwork>;

export function createBridges({ name, topology, parent }: Scope, hosts: Hosts): Bridges {
  return mapByName(topology.bridges, ({ name: bridge, hosts: members, ...args }) => {
    const own = { ...args, hosts: members.map((host) => entry(hosts, host)) };
    return new BridgeNetwork(`${name}-${bridge}`, own, { parent });
  });
}
