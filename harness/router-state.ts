import { FAMILIES, routerRules } from "../host/router-rules";
import type { FabricOutput, RouterOutput } from "./contract";
import { findLink, linkState, listed } from "./link-state";
import type { ProbeOutput, RouterSeen } from "./probe-output";
import type { Comparison } from "./state-item";

/** The routers that a host has: links, addresses, rules and routes, each too few or too many, and whether they forward. */
export function compareRouters(
  host: string,
  { routers = {} }: FabricOutput,
  { routers: found }: ProbeOutput,
): Comparison[] {
  return Object.entries(routers).flatMap(([name, router]): Comparison[] => {
    if (router.host !== host) return [];
    const seen = found.get(router.namespace);
    const subject = `router ${name}`;
    const state = {
      subject,
      property: "state",
      desired: "present",
      observed: seen === undefined ? "absent" : "present",
    };
    return seen === undefined ? [state] : [state, ...compareRouter(subject, router, seen)];
  });
}

function compareRouter(subject: string, router: RouterOutput, seen: RouterSeen): Comparison[] {
  const links = linksOf(router);
  const names = seen.links.map(({ name }) => name).filter((name) => name !== "lo");
  return [
    { subject, property: "links", desired: listed(links.map(({ link }) => link)), observed: listed(names) },
    ...links.flatMap(({ link, mac, addresses }) => {
      const own = findLink(link, seen);
      if (own === undefined) return [];
      const on = own.addresses.filter(({ text, isAutomatic }) => !isAutomatic || addresses.includes(text));
      return [
        { subject, property: `state of ${link}`, desired: "up", observed: linkState(link, seen) },
        { subject, property: `MAC of ${link}`, desired: mac, observed: own.mac },
        {
          ...{ subject, property: `addresses of ${link}` },
          ...{ desired: listed(addresses), observed: listed(on.map(({ text }) => text)) },
        },
      ];
    }),
    ...FAMILIES.flatMap((family) => compareFamily(subject, family, router, seen)),
    { subject, property: "routes", desired: listed(routesOf(router)), observed: listed(seen.routes) },
    { subject, property: "boot files", desired: "present", observed: seen.kept },
  ];
}

function compareFamily(subject: string, family: 4 | 6, router: RouterOutput, seen: RouterSeen): Comparison[] {
  const setting = family === 4 ? "ipv4/ip_forward" : "ipv6/conf/all/forwarding";
  const forwards = seen.settings.get(setting) ?? "";
  // A kernel without IPv6 has neither.
  if (family === 6 && forwards === "") return [];
  return [
    { subject, property: `forwarding of IPv${family}`, desired: "on", observed: forwards === "1" ? "on" : "off" },
    { subject, property: `rules of IPv${family}`, desired: "as planned", observed: rulesText(family, router, seen) },
  ];
}

/** `as planned`, or the rules that are missing, and those that are too many. Their order means nothing: all of them accept. */
function rulesText(family: 4 | 6, router: RouterOutput, { rules }: RouterSeen): string {
  const wanted = plannedRules(family, router);
  const own = rules[family];
  const missing = wanted.filter((rule) => !own.includes(rule));
  const extra = own.filter((rule, index) => !wanted.includes(rule) || own.indexOf(rule) < index);
  const parts = [
    ...(missing.length === 0 ? [] : [`missing: ${missing.join("; ")}`]),
    ...(extra.length === 0 ? [] : [`too many: ${extra.join("; ")}`]),
  ];
  return parts.join(", ") || "as planned";
}

function plannedRules(family: 4 | 6, { segments, allow, nat }: RouterOutput): string[] {
  const linkOf = (segment: string): string => segments[segment]?.link ?? "";
  return routerRules(family, {
    links: Object.values(segments),
    allow: Object.entries(allow).flatMap(([from, targets]) =>
      targets.map((to) => ({ from: linkOf(from), to: linkOf(to) })),
    ),
    nat: nat && { link: nat.link, address: nat.address, from: nat.segments.map(linkOf) },
  });
}

function linksOf({ segments, nat }: RouterOutput): { link: string; mac: string; addresses: string[] }[] {
  return [...Object.values(segments), ...(nat === undefined ? [] : [{ ...nat, addresses: [nat.address] }])];
}

function routesOf({ routes = {}, nat }: RouterOutput): string[] {
  const own = Object.entries(routes).map(([subnet, via]) => `${subnet} ${via}`);
  return nat?.gateway === undefined ? own : [...own, `default ${nat.gateway}`];
}
