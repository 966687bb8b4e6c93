import { canonicalAddress, canonicalSubnet, parseAddress, parseSubnet } from "../ip";
import { namespaceName, shimMac, UPLINK } from "../naming";
import type { FabricConfiguration, RouterConfiguration } from "../schema/fabric-schema";
import type { Router, RouterLink, RouterNat, Segment } from "./topology";

/** The routers of a configuration; what refers to something unknown is left out, and reported elsewhere. */
export function toRouters(configuration: FabricConfiguration, segments: readonly Segment[], stack: string): Router[] {
  const { routers, hosts } = configuration;
  return Object.entries(routers)
    .filter(([, { host }]) => Object.hasOwn(hosts, host))
    .map(([name, router]): Router => {
      const links = toLinks(name, router, segments);
      const own = new Set(links.map(({ segment }) => segment));
      const nat = toNat(name, router, configuration);
      return {
        ...{ name, host: router.host, namespace: namespaceName(stack, name), links },
        allow: Object.entries(router.allow).flatMap(([from, targets]) =>
          targets.filter((to) => own.has(from) && own.has(to)).map((to) => ({ from, to })),
        ),
        ...(nat === undefined ? {} : { nat }),
        routes: Object.entries(router.routes).map(([subnet, via]) => ({
          subnet: canonicalSubnet(subnet),
          via: canonicalAddress(via),
        })),
      };
    });
}

function toLinks(name: string, router: RouterConfiguration, segments: readonly Segment[]): RouterLink[] {
  return router.segments.flatMap((key, index): RouterLink[] => {
    const segment = segments.find((each) => each.name === key);
    const member = segment?.members.find(({ host }) => host === router.host);
    const [first, ...others] = (segment?.subnets ?? []).flatMap(({ subnet, gateway }) =>
      gateway === undefined ? [] : [`${gateway}/${parseSubnet(subnet)?.prefix ?? ""}`],
    );
    // A segment that is listed twice is reported.
    if (member === undefined || first === undefined || router.segments.indexOf(key) < index) return [];
    const path = `routers.${name}.segments.${index}`;
    const mac = shimMac(first.split("/")[0] ?? "");
    return [{ segment: key, carrier: member.carrier, addresses: [first, ...others], mac, path }];
  });
}

function toNat(
  name: string,
  { nat, host }: RouterConfiguration,
  { lan, hosts }: FabricConfiguration,
): RouterNat | undefined {
  if (nat === undefined) return undefined;
  const address = canonicalAddress(nat.address);
  const family = parseAddress(address)?.family;
  const isWayOut = lan.gateway !== undefined && parseAddress(lan.gateway)?.family === family;
  return {
    ...{ carrier: hosts[host]?.nic ?? "", link: UPLINK, mac: shimMac(address), segments: nat.segments },
    address: `${address}/${parseSubnet(lan.subnet)?.prefix ?? ""}`,
    path: `routers.${name}.nat.address`,
    ...(isWayOut ? { gateway: canonicalAddress(lan.gateway ?? "") } : {}),
  };
}
