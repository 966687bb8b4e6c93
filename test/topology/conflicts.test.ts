import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problemText } from "../../support/problem";
import { findConflicts } from "../../topology/conflicts/find-conflicts";
import { fromValue } from "../../topology/ip";
import { normalise } from "../../topology/model/normalise";
import type { AddressPlan, PlannedAddress, PlannedSubnet } from "../../topology/plan/address-plan";
import { addressPlan } from "../../topology/plan/build-plan";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { parseFabric } from "../../topology/schema/parse-configuration";
import { devTopology, readFabric } from "../support/dev-stack";

function conflicts(change: (input: FabricInput) => void = () => undefined): string[] {
  return findConflicts(addressPlan(devTopology(change).topology)).map(
    (conflict) => `${conflict.rule}: ${problemText(conflict)}`,
  );
}

describe("the gateway of a segment", () => {
  const withRouter = (input: FabricInput): void => {
    input.routers = { main: { host: "docker01", segments: ["vlan10"] } };
  };
  const gatewaysOf = (change?: (input: FabricInput) => void): AddressPlan => {
    const { addresses } = addressPlan(devTopology(change).topology);
    const own = addresses.filter(({ kind, domain }) => kind === "gateway" && domain === "VLAN 10");
    return { subnets: [], ranges: [], networks: [], addresses: own.filter(({ path }) => path.endsWith("gateway")) };
  };
  const beside = (peer: AddressPlan): AddressPlan => ({
    ...peer,
    addresses: peer.addresses.map((entry) => ({ ...entry, stack: "office", path: `stack office: ${entry.path}` })),
  });
  const both = (mine: AddressPlan, theirs: AddressPlan): string[] =>
    findConflicts({ ...mine, addresses: [...mine.addresses, ...beside(theirs).addresses] }).map(
      ({ message }) => message,
    );

  it("has an owner, a router, which two stacks cannot both have", () => {
    expect(both(gatewaysOf(withRouter), gatewaysOf(withRouter))).toEqual([
      "172.16.10.1 of the gateway of segment vlan10 (router main on docker01) is already taken by the gateway of segment " +
        "vlan10 (router main on docker01) (stack office: segments.vlan10.gateway), both on VLAN 10. Leave the segment out " +
        "of one of the two routers.",
    ]);
  });

  it("may be named by any number of stacks", () => {
    expect(both(gatewaysOf(withRouter), gatewaysOf())).toEqual([]);
    expect(both(gatewaysOf(), gatewaysOf(withRouter))).toEqual([]);
    expect(both(gatewaysOf(), gatewaysOf())).toEqual([]);
  });

  it("has the MAC of the router's link", () => {
    expect(gatewaysOf(withRouter).addresses).toMatchObject([{ mac: "02:42:ac:10:0a:01", host: "docker01" }]);
    expect(gatewaysOf().addresses[0]).not.toHaveProperty("mac");
  });
});

describe("findConflicts on the reference topology", () => {
  it("finds none", () => {
    expect(conflicts()).toEqual([]);
  });

  it("refuses the word-for-word tutorial, naming both owners of each address", () => {
    const plan = addressPlan(normalise(parseFabric(readFabric("test/fixtures/tutorial.yaml")), "dev").topology);
    const messages = findConflicts(plan).map(({ message }) => message);
    expect(messages).toHaveLength(2);
    for (const [index, address] of ["172.16.10.10", "172.16.20.20"].entries()) {
      expect(messages[index]).toMatch(
        new RegExp(`${address} of container \\S+ on docker02 is already taken by container \\S+ on docker01`),
      );
    }
  });

  it.each<[string, (input: FabricInput) => void, string]>([
    [
      "a fixed address twice, on two hosts",
      (input) =>
        ((input.containers ?? {})["bbox11"] = {
          host: "docker02",
          image: "busybox",
          attach: { vlan10: "172.16.10.10" },
        }),
      "duplicate-address: containers.bbox11.attach.vlan10: 172.16.10.10 of container bbox11 on docker02 is already taken by " +
        "container bbox10 on docker01 (containers.bbox10.attach.vlan10), both on VLAN 10. Give one of them another address, such as 172.16.10.11.",
    ],
    [
      "the gateway's address",
      (input) =>
        ((input.containers ?? {})["bbox10"] = {
          host: "docker01",
          image: "busybox",
          attach: { vlan10: "172.16.10.1" },
        }),
      "duplicate-address: containers.bbox10.attach.vlan10: 172.16.10.1 of container bbox10 on docker01 is already taken by " +
        "the gateway of segment vlan10 (segments.vlan10.gateway), both on VLAN 10. Give it another address, such as 172.16.10.2.",
    ],
    [
      "the broadcast address",
      (input) =>
        ((input.containers ?? {})["bbox10"] = {
          host: "docker01",
          image: "busybox",
          attach: { vlan10: "172.16.10.255" },
        }),
      "unusable-address: containers.bbox10.attach.vlan10: 172.16.10.255 of container bbox10 on docker01 is the broadcast address " +
        "of 172.16.10.0/24. Give it an address from 172.16.10.1 to 172.16.10.254, such as 172.16.10.2.",
    ],
    [
      "an address outside the subnet",
      (input) =>
        ((input.containers ?? {})["bbox10"] = {
          host: "docker01",
          image: "busybox",
          attach: { vlan10: "172.16.11.10" },
        }),
      "address-outside-subnet: containers.bbox10.attach.vlan10: 172.16.11.10 of container bbox10 on docker01 lies outside its " +
        "subnet 172.16.10.0/24. Give it an address from 172.16.10.1 to 172.16.10.254, such as 172.16.10.2.",
    ],
    [
      "a subnet inside another one",
      (input) =>
        (input.segments["vlan30"] = {
          network: "mac_net30",
          subnet: "172.16.10.128/25",
          gateway: "172.16.10.129",
          vlan: 30,
        }),
      "overlapping-subnets: segments.vlan30.subnet: subnet 172.16.10.128/25 of segment vlan30 (VLAN 30) overlaps subnet " +
        "172.16.10.0/24 of segment vlan10 (VLAN 10, segments.vlan10.subnet). Give one of them a subnet of its own.",
    ],
    [
      "two segments on one VLAN ID",
      (input) =>
        (input.segments["copy"] = { network: "mac_copy", subnet: "10.9.9.0/24", gateway: "10.9.9.1", vlan: 10 }),
      "shared-vlan: segments.copy.vlan: segment copy is on VLAN 10, and so is segment vlan10 (segments.vlan10.vlan): their " +
        "containers would share one layer-2 domain. Give each segment a VLAN ID of its own.",
    ],
    [
      "two segments with one network name",
      (input) =>
        (input.segments["copy"] = { network: "mac_net10", subnet: "10.9.9.0/24", gateway: "10.9.9.1", vlan: 30 }),
      "duplicate-network: segments.copy.network: network name mac_net10 of segment copy is already used by segment vlan10 " +
        "(segments.vlan10.network). Docker needs distinct names for the networks of a host: rename one.",
    ],
    [
      "a reserved address",
      (input) => Object.assign(input.segments["vlan10"] ?? {}, { reserved: { printer: "172.16.10.10" } }),
      "duplicate-address: containers.bbox10.attach.vlan10: 172.16.10.10 of container bbox10 on docker01 is already taken by " +
        "printer (reserved) (segments.vlan10.reserved.printer), both on VLAN 10. Give it another address, such as 172.16.10.12.",
    ],
    [
      "host addresses with differing masks",
      (input) => Object.assign(input.segments["vlan10"]?.hostAddresses ?? {}, { docker02: "192.168.10.11/25" }),
      "overlapping-subnets: segments.vlan10.hostAddresses.docker02: subnet 192.168.10.0/25 of host docker02 (ens33.10) (VLAN 10) " +
        "overlaps subnet 192.168.10.0/24 of host docker01 (ens33.10) (VLAN 10, segments.vlan10.hostAddresses.docker01). Write one prefix length in both, or give one of them a subnet of its own.",
    ],
  ])("%s", (_, change, expected) => {
    expect(conflicts(change)).toEqual([expected]);
  });

  it.each<[string, (input: FabricInput) => void]>([
    [
      "adjacent subnets",
      (input) =>
        (input.segments["next"] = { network: "n", subnet: "172.16.11.0/24", gateway: "172.16.11.1", vlan: 30 }),
    ],
    [
      "a segment on the LAN's own subnet",
      (input) => (input.segments["flat"] = { network: "mac_net1", subnet: "192.168.1.0/24", gateway: "192.168.1.1" }),
    ],
    [
      "a /31, which has neither network nor broadcast address",
      (input) => {
        input.segments["p2p"] = { network: "p2p", subnet: "10.0.0.0/31", gateway: "10.0.0.0", vlan: 31 };
        (input.containers ?? {})["peer"] = { host: "docker01", image: "busybox", attach: { p2p: "10.0.0.1" } };
      },
    ],
  ])("accepts %s", (name, change) => {
    // The LAN's gateway serves the flat segment as well; both name one router.
    const found = conflicts((input) => {
      change(input);
      if (name.includes("LAN")) {
        delete input.lan.gateway;
        delete (input.containers ?? {})["bbox1"];
        delete (input.containers ?? {})["bbox2"];
      }
    });
    expect(found).toEqual([]);
  });
});

/** A small world, so that collisions are common. */
const subnet = fc
  .record({
    family: fc.constantFrom(4 as const, 6 as const),
    value: fc.bigInt({ min: 0n, max: 63n }),
    hostBits: fc.bigInt({ min: 0n, max: 6n }),
    domain: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ family, value, hostBits, domain }): PlannedSubnet & { family: 4 | 6; first: bigint; last: bigint } => {
    const size = 2n ** hostBits;
    const first = (family === 4 ? 0n : 0x20010db8n << 96n) + value - (value % size);
    const prefix = (family === 4 ? 32n : 128n) - hostBits;
    const text = `${fromValue(family, first).text}/${prefix}`;
    const entry = { kind: "segment", subnet: text, domain: `VLAN ${domain}`, owner: "x", path: "s" } as const;
    return { ...entry, family, first, last: first + size - 1n };
  });
const address = fc
  .record({ value: fc.bigInt({ min: 0n, max: 40n }), domain: fc.integer({ min: 1, max: 3 }) })
  .map(({ value, domain }): PlannedAddress => {
    return {
      kind: "container",
      address: fromValue(4, value).text,
      subnet: "0.0.0.0/0",
      domain: `VLAN ${domain}`,
      owner: "x",
      path: "a",
    };
  });
const empty: AddressPlan = { subnets: [], ranges: [], addresses: [], networks: [] };

describe("the engine against brute force", () => {
  it("reports an overlap for exactly the subnets that overlap one sorted before them", () => {
    fc.assert(
      fc.property(fc.array(subnet, { maxLength: 12 }), (list) => {
        const subnets = list.map((entry, index) => ({ ...entry, path: `s${index}` }));
        const found = findConflicts({ ...empty, subnets }).map(({ path }) => path);
        const distinct = subnets.filter(
          (entry, at) =>
            subnets.findIndex((other) => other.subnet === entry.subnet && other.domain === entry.domain) === at,
        );
        const sorted = distinct.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
        const expected = sorted
          .filter((entry, at) =>
            sorted.slice(0, at).some((other) => other.family === entry.family && other.last >= entry.first),
          )
          .map(({ path }) => path);
        expect([...found].sort()).toEqual([...expected].sort());
      }),
      { numRuns: 10_000 },
    );
  });

  it("reports a duplicate for every address beyond the first of its kind, in any order", () => {
    fc.assert(
      fc.property(fc.array(address, { maxLength: 20 }), (addresses) => {
        const found = findConflicts({ ...empty, addresses }).filter(({ rule }) => rule === "duplicate-address");
        const keys = new Set(addresses.map((entry) => `${entry.domain} ${entry.address}`));
        expect(found).toHaveLength(addresses.length - keys.size);
      }),
      { numRuns: 10_000 },
    );
  });

  it("refuses one MAC for two addresses on a domain, as a container made by hand may have", () => {
    const entry = {
      kind: "container",
      subnet: "10.0.0.0/24",
      domain: "VLAN 1",
      owner: "x",
      path: "a",
      mac: "02:00:00:00:00:01",
    } as const;
    const addresses = [
      { ...entry, address: "10.0.0.1" },
      { ...entry, address: "10.0.0.2", owner: "y" },
    ];
    expect(findConflicts({ ...empty, addresses }).map(({ rule }) => rule)).toEqual(["duplicate-mac"]);
  });

  it("knows an address in its other notations", () => {
    const entry = { kind: "container", subnet: "fd00::/64", domain: "VLAN 1", owner: "x", path: "a" } as const;
    const addresses = [
      { ...entry, address: "fd00::b" },
      { ...entry, address: "FD00:0:0:0:0:0:0:B" },
    ];
    expect(findConflicts({ ...empty, addresses }).map(({ rule }) => rule)).toEqual(["duplicate-address"]);
  });
});
