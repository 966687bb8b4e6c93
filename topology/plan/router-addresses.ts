import type { RouterLink, Segment, Topology } from "../model/topology";
import { domainName } from "../naming";
import type { PlannedAddress } from "./address-plan";

/** A router of the stack that has the gateways of a segment. */
export interface GatewayOwner {
  readonly router: string;
  readonly host: string;
  readonly link: RouterLink;
}

/** The routers of the stack that have the gateways of a segment; more than one is a conflict. */
export function gatewayOwners({ routers }: Topology, { name }: Segment): GatewayOwner[] {
  return routers.flatMap(({ name: router, host, links }) =>
    links.filter(({ segment }) => segment === name).map((link) => ({ router, host, link })),
  );
}

/** The addresses of the routers on the LAN; their gateways are planned with the segments. */
export function routerAddresses({ routers, lan }: Topology): PlannedAddress[] {
  return routers.flatMap(({ name, host, nat }): PlannedAddress[] => {
    if (nat === undefined) return [];
    const address = nat.address.split("/")[0] ?? "";
    const place = { subnet: lan.subnet, domain: domainName(undefined) };
    return [
      { kind: "shim", address, ...place, mac: nat.mac, host, owner: `router ${name} on ${host}`, path: nat.path },
    ];
  });
}
