import fc from "fast-check";
import type { FabricConfiguration, FabricInput } from "../../topology/schema/fabric-schema";
import { parseFabric } from "../../topology/schema/parse-configuration";

/** Small topologies in a small world: 10.0.0.0/22 on two switches, so that about half of them have a conflict. */
const HOSTS = ["a", "b", "c"] as const;

const nearby = fc
  .record({ third: fc.integer({ min: 0, max: 3 }), last: fc.integer({ min: 1, max: 254 }) })
  .map(({ third, last }) => `10.0.${third}.${last}`);

const subnet = fc
  .record({ third: fc.integer({ min: 0, max: 3 }), prefix: fc.constantFrom(23, 24, 24, 25) })
  .map(({ third, prefix }) => `10.0.${prefix === 23 ? third - (third % 2) : third}.0/${prefix}`);

const segment = fc
  .record({
    subnet,
    vlan: fc.integer({ min: 2, max: 40 }),
    east: fc.boolean(),
    gateway: fc.integer({ min: 1, max: 9 }),
    pool: fc.constantFrom(undefined, undefined, 8, 16),
    reserved: fc.constantFrom(undefined, undefined, ".40-{}.60", ".70"),
  })
  .map(({ subnet: block, vlan, east, gateway, pool, reserved }, index = 0): FabricInput["segments"][string] => {
    const base = block.replace(/\.0\/\d+$/, "");
    return {
      network: `net${vlan}-${index}`,
      subnet: block,
      gateway: `${base}.${gateway}`,
      vlan,
      ...(east ? { switch: "east" } : {}),
      ...(pool === undefined ? {} : { pool: { size: pool } }),
      ...(reserved === undefined ? {} : { reserved: { other: `${base}${reserved.replace("{}", base)}` } }),
    };
  });

const container = fc.record({ host: fc.constantFrom(...HOSTS), segment: fc.nat({ max: 3 }), address: nearby });

/** A checked configuration value; its references are sound. */
export const fabricConfiguration: fc.Arbitrary<FabricConfiguration> = fc
  .record({
    segments: fc.array(segment, { minLength: 1, maxLength: 4 }),
    containers: fc.array(container, { maxLength: 6 }),
    dhcp: fc.boolean(),
    vpn: fc.option(subnet, { nil: undefined, freq: 4 }),
    first: fc.integer({ min: 10, max: 90 }),
  })
  .map(({ segments, containers, dhcp, vpn, first }): FabricInput => {
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
      containers: Object.fromEntries(
        containers.map(({ host, segment: at, address }, index) => {
          const attach = { [`s${at % segments.length}`]: address };
          return [`c${index}`, { host, image: "busybox", attach }];
        }),
      ),
      foreign: {
        ...(dhcp ? { office: { kind: "dhcp" as const, range: "10.1.0.50-10.1.0.80" } } : {}),
        ...(vpn === undefined ? {} : { far: { kind: "vpn" as const, subnet: vpn } }),
      },
    };
  })
  .map(parseFabric);
