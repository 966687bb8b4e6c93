import { canonicalAddress, familyOf, parseAddress } from "../ip";
import type { FabricConfiguration, TestConfiguration } from "../schema/fabric-schema";
import type { Container, Host, Router, Segment, UserTest } from "./topology";

/** What can be at either end of a test, by kind, with the part of the configuration that defines it. */
const PARTS = { container: "containers", host: "hosts", router: "routers", gateway: "segments" } as const;

/** What a test without `to` misses, or an end that a name stands for. */
export type TestEnd = UserTest["from"] | NonNullable<UserTest["to"]>;
type Given = TestConfiguration["from"] | NonNullable<TestConfiguration["to"]>;

/** What the end of a test may stand for: one thing, unless the name is unknown or names several. */
export function endsNamed(given: Given, place: "from" | "to", configuration: FabricConfiguration): TestEnd[] {
  if (typeof given !== "string")
    return Object.entries(given).map(([kind, name]) => ({ kind: kind as keyof typeof PARTS, name }));
  if (place === "to" && parseAddress(given) !== undefined) return [{ kind: "address", name: canonicalAddress(given) }];
  const kinds = place === "from" ? (["container", "host"] as const) : (["container", "host", "router"] as const);
  return kinds
    .filter((kind) => Object.hasOwn(configuration[PARTS[kind]], given))
    .map((kind) => ({ kind, name: given }));
}

/** The things that an end of a kind may name. */
export function namesOf(kind: keyof typeof PARTS, configuration: FabricConfiguration): object {
  return configuration[PARTS[kind]];
}

interface Parts {
  readonly hosts: readonly Host[];
  readonly segments: readonly Segment[];
  readonly routers: readonly Router[];
  readonly containers: readonly Container[];
}

/** The tests whose ends are known, each with the addresses that it tries. */
export function toTests(configuration: FabricConfiguration, parts: Parts): UserTest[] {
  return Object.entries(configuration.tests).flatMap(([name, test]): UserTest[] => {
    const { from: givenFrom, to: givenTo, expect = "reach", ...rest } = test;
    const [from, ...others] = endsNamed(givenFrom, "from", configuration) as UserTest["from"][];
    const [to, ...more] = givenTo === undefined ? [] : endsNamed(givenTo, "to", configuration);
    const known = [from, ...(givenTo === undefined ? [] : [to])].every(
      (end) => end !== undefined && placesOf(end, parts).length > 0,
    );
    if (from === undefined || others.length + more.length > 0 || !known) return [];
    const addresses = to === undefined ? [] : chooseAddresses(from, to, expect, parts);
    return [{ ...rest, name, from, ...(to === undefined ? {} : { to }), addresses, expect }];
  });
}

/** An address of an end, and the segment or bridge that it is on; none on the LAN. */
interface Place {
  readonly address: string;
  readonly network?: string;
}

/**
 * What is tried of a target: what must be reached on a network that both are on, if there is one, or else on any; what must be
 * blocked, everywhere. An address is tried whatever the source has.
 */
function chooseAddresses(from: UserTest["from"], to: TestEnd, expect: UserTest["expect"], parts: Parts): string[] {
  if (to.kind === "address") return [to.name];
  const own = placesOf(from, parts);
  const families = new Set(own.map(({ address }) => familyOf(address)));
  const networks = new Set(own.flatMap(({ network }) => network ?? []));
  const all = placesOf(to, parts).filter(({ address }) => families.has(familyOf(address)));
  const near = all.filter(({ network }) => network !== undefined && networks.has(network));
  // Others than the neighbours of a shim do not reach it.
  const far = to.kind === "host" ? all.filter(({ network }) => network === undefined) : all;
  const chosen = expect === "blocked" ? all : near.length > 0 ? near : far;
  return [...new Set(chosen.map(({ address }) => address))];
}

function placesOf({ kind, name }: TestEnd, { hosts, segments, routers, containers }: Parts): Place[] {
  switch (kind) {
    case "address":
      return [{ address: name }];
    case "container": {
      const found = containers.find((container) => container.name === name);
      const attached = (found?.attach ?? []).flatMap(({ segment, addresses }) =>
        addresses.map(({ address }) => ({ address, network: segment })),
      );
      const bridged = (found?.bridges ?? []).map(({ bridge, address }) => ({ address, network: `bridge ${bridge}` }));
      return [...attached, ...bridged];
    }
    case "host": {
      const shims = segments.flatMap(({ name: network, members }) =>
        members
          .filter(({ host }) => host === name)
          .flatMap(({ shim }) => (shim?.addresses ?? []).map(({ address }) => ({ address, network }))),
      );
      return [...hosts.filter((host) => host.name === name).map(({ address }) => ({ address })), ...shims];
    }
    case "router": {
      const found = routers.find((router) => router.name === name);
      const links = (found?.links ?? []).flatMap(({ segment, addresses }) =>
        addresses.map((address) => ({ address: withoutPrefix(address), network: segment })),
      );
      return [...links, ...(found?.nat === undefined ? [] : [{ address: withoutPrefix(found.nat.address) }])];
    }
    case "gateway":
      return segments
        .filter((segment) => segment.name === name)
        .flatMap(({ subnets }) =>
          subnets.flatMap(({ gateway }) => (gateway === undefined ? [] : [{ address: gateway, network: name }])),
        );
  }
}

function withoutPrefix(text: string): string {
  return text.split("/")[0] ?? "";
}
