import fc from "fast-check";
import type { FabricConfiguration, FabricInput } from "../../topology/schema/fabric-schema";
import { parseFabric } from "../../topology/schema/parse-configuration";

/**
 * Small topologies in a small world: 10.0.0.0/22 and fd00::/62 on two switches, so that about half of them have a conflict.
 * Segments have one subnet or two, of either family.
 */
const HOSTS = ["a", "b", "c"] as const;

const nearby = fc
  .record({ third: fc.integer({ min: 0, max: 3 }), last: fc.integer({ min: 1, max: 254 }) })
  .map(({ third, last }) => `10.0.${third}.${last}`);

const subnet = fc
  .record({ third: fc.integer({ min: 0, max: 3 }), prefix: fc.constantFrom(23, 24, 24, 25) })
  .map(({ third, prefix }) => `10.0.${prefix === 23 ? third - (third % 2) : third}.0/${prefix}`);

const nearbyIpv6 = fc
  .record({ third: fc.integer({ min: 0, max: 3 }), last: fc.integer({ min: 1, max: 20 }) })
  .map(({ third, last }) => `fd00:0:0:${third}::${last.toString(16)}`);

/** A second subnet of a segment: of the other family, or of the same. */
const second = fc
  .record({ third: fc.integer({ min: 0, max: 3 }), ipv6: fc.boolean(), gateway: fc.integer({ min: 1, max: 9 }) })
  .map(({ third, ipv6, gateway }) => {
    const base = ipv6 ? `fd00:0:0:${third}:` : `10.0.${third}`;
    const [block, separator] = ipv6 ? [`${base}:/64`, ":"] : [`${base}.0/24`, "."];
    return { subnet: block, gateway: `${base}${separator}${gateway}` };
  });

const segment = fc
  .record({
    subnet,
    vlan: fc.integer({ min: 2, max: 40 }),
    east: fc.boolean(),
    gateway: fc.integer({ min: 1, max: 9 }),
    pool: fc.constantFrom(undefined, undefined, 8, 16),
    reserved: fc.constantFrom(undefined, undefined, ".40-{}.60", ".70"),
    more: fc.option(second, { nil: undefined, freq: 2 }),
    shim: fc.option(fc.oneof(nearby, nearbyIpv6), { nil: undefined, freq: 2 }),
    own: fc.option(fc.array(fc.oneof(nearby, nearbyIpv6), { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 4 }),
  })
  .map(({ vlan, east, more, shim, own, ...parts }, index = 0): FabricInput["segments"][string] => {
    const first = firstSubnet(parts);
    return {
      network: `net${vlan}-${index}`,
      ...(more === undefined ? first : { subnets: [first, more] }),
      vlan,
      ...(east ? { switch: "east" } : {}),
      ...(shim === undefined ? {} : { shims: { a: shim } }),
      ...(own === undefined ? {} : { hostAddresses: { b: own.map(withPrefix) } }),
    };
  });

interface Parts {
  readonly subnet: string;
  readonly gateway: number;
  readonly pool: number | undefined;
  readonly reserved: string | undefined;
}

function firstSubnet({ subnet: block, gateway, pool, reserved }: Parts) {
  const base = block.replace(/\.0\/\d+$/, "");
  return {
    subnet: block,
    gateway: `${base}.${gateway}`,
    ...(pool === undefined ? {} : { pool: { size: pool } }),
    ...(reserved === undefined ? {} : { reserved: { other: `${base}${reserved.replace("{}", base)}` } }),
  };
}

function withPrefix(address: string): string {
  return `${address}/${address.includes(":") ? 64 : 24}`;
}

const container = fc.record({
  host: fc.constantFrom(...HOSTS),
  segment: fc.nat({ max: 3 }),
  addresses: fc.oneof(
    ...[nearby, nearby, nearbyIpv6].map((one) => one.map((address) => [address])),
    fc.tuple(nearby, nearbyIpv6),
  ),
  bridge: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined, freq: 2 }),
});

/** A checked configuration value; its references are sound. */
export const fabricConfiguration: fc.Arbitrary<FabricConfiguration> = fc
  .record({
    segments: fc.array(segment, { minLength: 1, maxLength: 4 }),
    containers: fc.array(container, { maxLength: 6 }),
    dhcp: fc.boolean(),
    vpn: fc.option(subnet, { nil: undefined, freq: 4 }),
    // Mostly out of the way of the segments.
    bridge: fc.oneof({ weight: 4, arbitrary: fc.constant("10.2.0.0/24") }, { weight: 1, arbitrary: subnet }),
    first: fc.integer({ min: 10, max: 90 }),
  })
  .map(({ segments, containers, dhcp, vpn, bridge, first }): FabricInput => {
    const inBridge = (last: number): string => bridge.replace(/\.0\/\d+$/, `.${last}`);
    const named = Object.fromEntries(segments.map((entry, index) => [`s${index}`, entry]));
    return {
      lan: { subnet: "10.1.0.0/24", gateway: "10.1.0.1" },
      hosts: Object.fromEntries(
        HOSTS.map((name, index) => [
          name,
          {
            address: `10.1.0.${first + index}`,
            nic: "eth0",
            nics: { east: "eth1" },
            vm: { kind: "lab" as const },
          },
        ]),
      ),
      segments: named,
      bridges: { nat: { network: "nat", subnet: bridge, gateway: inBridge(1) } },
      containers: Object.fromEntries(
        containers.map(({ host, segment: at, addresses, bridge: last }, index) => {
          const attach = { [`s${at % segments.length}`]: addresses };
          const bridges = last === undefined ? {} : { nat: inBridge(last) };
          return [`c${index}`, { host, image: "busybox", attach, bridges }];
        }),
      ),
      foreign: {
        ...(dhcp ? { office: { kind: "dhcp" as const, range: "10.1.0.50-10.1.0.80" } } : {}),
        ...(vpn === undefined ? {} : { far: { kind: "vpn" as const, subnet: vpn } }),
      },
    };
  })
  .map(parseFabric);
