import { Router } from "../router";
import type { Hosts } from "./create-hosts";
import type { Subinterfaces } from "./create-segments";
import { entry, mapByName, type Scope } from "./scope";

/** The routers, by name. */
export type Routers = ReadonlyMap<string, Router>;

/** Creates the routers, on top of the links that carry their segments. */
export function createRouters({ name, topology, parent }: Scope, hosts: Hosts, subinterfaces: Subinterfaces): Routers {
  return mapByName(topology.routers, ({ name: router, host, links, allow, nat, routes }) => {
    const args = {
      ...{ router, host: entry(hosts, host), allow, nat, routes },
      links: links.map(({ segment, carrier, addresses, mac }) => ({
        ...{ segment, addresses, mac },
        carrier: subinterfaces.get(`${segment}/${host}`)?.link ?? carrier,
      })),
    };
    return new Router(`${name}-${router}`, args, { parent });
  });
}
