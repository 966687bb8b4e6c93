import type { RouterOutput, SegmentOutput } from "../../harness/contract";
import type { Version } from "./version";

/** One property of a host, segment, bridge, router or registry, as text. */
export interface FactChange {
  readonly what: string;
  /** Absent: it had none. */
  readonly before?: string;
  /** Absent: it has none any more. */
  readonly after?: string;
}

export interface ThingChange {
  readonly change: "added" | "removed" | "changed";
  /** The LAN has no name. Of a container, how it runs: its addresses are listed by themselves. */
  readonly kind: "container" | "LAN" | "host" | "segment" | "bridge" | "router" | "registry";
  readonly name: string;
  /** What changes; of what is added or removed, everything. */
  readonly facts: readonly FactChange[];
}

interface Thing extends Pick<ThingChange, "kind" | "name"> {
  readonly facts: ReadonlyMap<string, string>;
}

/** Everything but addresses that changes, in the order of the new version: hosts, segments, and how containers run. */
export function diffThings(before: Version | undefined, after: Version | undefined): ThingChange[] {
  return [...diffNetwork(before, after), ...diffOptions(before, after)];
}

/** Of containers that stay. */
function diffOptions(before: Version | undefined, after: Version | undefined): ThingChange[] {
  return Object.entries(after?.options ?? {}).flatMap(([name, options]): ThingChange[] => {
    const old = before?.options?.[name];
    const facts = old === undefined ? [] : diffFacts(new Map(Object.entries(old)), new Map(Object.entries(options)));
    return facts.length === 0 ? [] : [{ change: "changed", kind: "container", name, facts }];
  });
}

function diffNetwork(before: Version | undefined, after: Version | undefined): ThingChange[] {
  const [old, planned] = [before, after].map(
    (version) =>
      new Map((version === undefined ? [] : thingsOf(version)).map((thing) => [`${thing.kind} ${thing.name}`, thing])),
  );
  return [...new Set([...(planned?.keys() ?? []), ...(old?.keys() ?? [])])].flatMap((key) => {
    const [was, is] = [old?.get(key), planned?.get(key)];
    const thing = is ?? was;
    const facts = diffFacts(was?.facts, is?.facts);
    if (thing === undefined || (was !== undefined && is !== undefined && facts.length === 0)) return [];
    const change = was === undefined ? "added" : is === undefined ? "removed" : "changed";
    return [{ change, kind: thing.kind, name: thing.name, facts }];
  });
}

function diffFacts(before?: Thing["facts"], after?: Thing["facts"]): FactChange[] {
  const names = new Set([...(after?.keys() ?? []), ...(before?.keys() ?? [])]);
  return [...names].flatMap((what) => {
    const [was, is] = [before?.get(what), after?.get(what)];
    if (was === is) return [];
    return [{ what, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
}

function thingsOf(version: Version): Thing[] {
  const { lan, hosts, segments, bridges, routers = {}, registry } = version.fabric;
  const of = (kind: Thing["kind"], name: string, facts: readonly (readonly [string, string | undefined])[]): Thing => ({
    ...{ kind, name },
    facts: new Map(facts.flatMap(([what, value]) => (value === undefined || value === "" ? [] : [[what, value]]))),
  });
  return [
    ...(lan === undefined
      ? []
      : [of("LAN", "", [["subnet", lan.subnet], ["gateway", lan.gateway], ...reservedFacts("lan.", version)])]),
    ...Object.entries(hosts).map(([name, { address, nic }]) =>
      of("host", name, [
        ["address", address],
        ["NIC", nic],
      ]),
    ),
    ...Object.entries(segments).map(([name, segment]) => of("segment", name, segmentFacts(name, segment, version))),
    ...Object.entries(bridges).map(([name, { network, subnet, gateway }]) =>
      of("bridge", name, [
        ["network", network],
        ["subnet", subnet],
        ["gateway", gateway],
      ]),
    ),
    ...Object.entries(routers).map(([name, router]) => of("router", name, routerFacts(router))),
    ...(registry === undefined ? [] : [of("registry", registry.endpoint, [["host", registry.host]])]),
  ];
}

type Facts = (readonly [string, string | undefined])[];

/** Ranges, and addresses of others, that are configured below a path. */
function reservedFacts(path: string, { plan }: Version): Facts {
  return [
    ...plan.ranges.filter((entry) => entry.path.startsWith(path)).map(({ owner, range }) => [owner, range] as const),
    ...plan.addresses
      .filter((entry) => entry.path.startsWith(path) && (entry.kind === "reserved" || entry.kind === "auxiliary"))
      .map(({ owner, address }) => [owner, address] as const),
  ];
}

function segmentFacts(name: string, segment: SegmentOutput, version: Version): Facts {
  const { network, driver, mode, vlan, switch: on, mtu, slaac, subnets, hosts } = segment;
  return [
    ["VLAN", vlan === undefined ? "untagged" : String(vlan)],
    ["switch", on],
    ["network", network],
    ["driver", `${driver} ${mode}`],
    ["MTU", mtu === undefined ? undefined : String(mtu)],
    ["SLAAC", slaac === true ? "yes" : undefined],
    ["subnets", list(subnets.map(({ subnet }) => subnet))],
    ["gateways", list(subnets.flatMap(({ gateway }) => gateway ?? []))],
    ["hosts", sorted(Object.entries(hosts).map(([host, { parent }]) => `${host} (${parent})`))],
    ...reservedFacts(`segments.${name}.`, version),
  ];
}

function routerFacts({ host, segments, allow, nat, routes = {} }: RouterOutput): Facts {
  return [
    ["host", host],
    ["segments", sorted(Object.keys(segments))],
    [
      "allows",
      sorted(
        Object.entries(allow).map(([from, to]) => `${from} to ${to.join(", ")}`),
        "; ",
      ),
    ],
    ["NAT for", nat === undefined ? undefined : list(nat.segments)],
    ["routes", sorted(Object.entries(routes).map(([subnet, via]) => `${subnet} via ${via}`))],
  ];
}

/** A list of what has no order: outputs that were read from a state have their keys in alphabetical order. */
function sorted(items: readonly string[], by?: string): string {
  return list([...items].sort(), by);
}

function list(items: readonly string[], by = ", "): string {
  return items.join(by);
}
