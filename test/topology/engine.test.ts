import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConflictRule } from "../../topology/conflicts/conflict";
import { findConflicts } from "../../topology/conflicts/find-conflicts";
import { fromValue } from "../../topology/ip";
import { normalise } from "../../topology/model/normalise";
import type { AddressPlan, PlannedAddress, PlannedRange, PlannedSubnet } from "../../topology/plan/address-plan";
import {
  ADDRESS_KINDS,
  FOREIGN_SUBNET_KINDS,
  isForeign,
  RANGE_KINDS,
  USED_SUBNET_KINDS,
} from "../../topology/plan/address-plan";
import { addressPlan } from "../../topology/plan/build-plan";
import { exportPlan } from "../../topology/plan/exported-plan";
import { fabricConfiguration } from "./arbitrary-fabric";
import { expectedConflicts } from "./oracle";

/** A small world, so that collisions are common. */
const HOSTS = ["h1", "h2", "h3"];
const domain = fc.constantFrom("VLAN 1", "VLAN 2", "VLAN 3");
const stack = fc.constantFrom(undefined, undefined, undefined, "office", "hall");
const family = fc.constantFrom(4 as const, 4 as const, 6 as const);

function valueText(of: 4 | 6, value: number): string {
  return fromValue(of, (of === 4 ? 0n : 0x20010db8n << 96n) + BigInt(value)).text;
}

const subnet = fc
  .record({
    family,
    value: fc.integer({ min: 0, max: 63 }),
    bits: fc.integer({ min: 0, max: 6 }),
    // Most subnets of a plan are those of segments.
    kind: fc.constantFrom<PlannedSubnet["kind"][]>(...USED_SUBNET_KINDS, "segment", ...FOREIGN_SUBNET_KINDS),
    domain,
    hosts: fc.subarray(HOSTS),
    switchName: fc.constantFrom(undefined, undefined, "east"),
    stack,
  })
  .map(({ family: of, value, bits, kind, hosts, switchName, stack: peer, ...rest }): PlannedSubnet => ({
    kind,
    subnet: `${valueText(of, value - (value % 2 ** bits))}/${(of === 4 ? 32 : 128) - bits}`,
    domain: rest.domain,
    ...(switchName === undefined ? {} : { switch: switchName }),
    hosts,
    owner: "x",
    path: "",
    // Nobody exports what lies elsewhere.
    ...(peer === undefined || isForeign(kind) ? {} : { stack: peer }),
  }));

const range = fc
  .record({
    family,
    value: fc.integer({ min: 0, max: 50 }),
    more: fc.integer({ min: 0, max: 20 }),
    kind: fc.constantFrom(...RANGE_KINDS),
    domain,
    stack,
  })
  .map(({ family: of, value, more, kind, stack: peer, ...rest }): PlannedRange => ({
    kind,
    range: `${valueText(of, value)}-${valueText(of, value + more)}`,
    subnet: of === 4 ? "0.0.0.0/0" : "::/0",
    domain: rest.domain,
    owner: "x",
    path: "",
    ...(peer === undefined ? {} : { stack: peer }),
  }));

const address = fc
  .record({
    family,
    value: fc.integer({ min: 1, max: 60 }),
    kind: fc.constantFrom<PlannedAddress["kind"][]>(
      ...ADDRESS_KINDS,
      // Most addresses of a plan are those of containers.
      ...Array<"container">(3).fill("container"),
    ),
    domain,
    host: fc.constantFrom(...HOSTS),
    shared: fc.constantFrom(undefined, "dns"),
    mapped: fc.boolean(),
    stack,
  })
  .map(({ family: of, value: any, kind, host, shared, mapped, stack: peer, ...rest }): PlannedAddress => {
    // One shared address, so that some have it in common.
    const isShared = shared !== undefined && kind === "container";
    const value = isShared ? 20 : any;
    return {
      kind,
      // Another notation is the same address.
      address: of === 4 && mapped ? `::FFFF:${valueText(of, value)}` : valueText(of, value),
      subnet: of === 4 ? "0.0.0.0/0" : "::/0",
      domain: rest.domain,
      owner: `${host}${kind === "reserved" ? " (reserved)" : ""}${peer === undefined ? "" : ` of stack ${peer}`}`,
      path: "",
      host,
      ...(isShared ? { shared } : {}),
      ...(peer === undefined ? {} : { stack: peer }),
    };
  });

/** Numbers as paths; what is ours comes first, as addressPlan has it. */
function numbered<T extends { readonly stack?: string }>(entries: readonly T[], prefix: string): T[] {
  const ours = entries.filter((entry) => entry.stack === undefined);
  const theirs = entries.filter((entry) => entry.stack !== undefined);
  return [...ours, ...theirs].map((entry, index) => ({ ...entry, path: `${prefix}${index}` }));
}

function pathsOf(plan: AddressPlan, ...rules: ConflictRule[]): string[] {
  return findConflicts(plan)
    .filter(({ rule }) => rules.includes(rule))
    .map(({ path }) => path);
}

/** Whether each expected conflict is reported once, at one of the places where it can be fixed. */
function expectMatch(found: readonly string[], expected: readonly (readonly string[])[]): void {
  expect(found).toHaveLength(expected.length);
  const takenBy = new Map<number, number>();
  const place = (conflict: number, tried: Set<number>): boolean =>
    found.some((path, at) => {
      if (tried.has(at) || expected[conflict]?.includes(path) !== true) return false;
      tried.add(at);
      const other = takenBy.get(at);
      if (other !== undefined && !place(other, tried)) return false;
      takenBy.set(at, conflict);
      return true;
    });
  expected.forEach((places, conflict) => {
    expect(place(conflict, new Set()), `one of ${places.join(", ")} in ${found.join(", ")}`).toBe(true);
  });
}

const empty: AddressPlan = { subnets: [], ranges: [], addresses: [], networks: [] };

describe("the engine against brute force", () => {
  // Automates F19.
  it("finds the subnets that may not overlap, of every kind, switch, host and stack", () => {
    fc.assert(
      fc.property(fc.array(subnet, { maxLength: 12 }), (list) => {
        const plan = { ...empty, subnets: numbered(list, "s") };
        expectMatch(pathsOf(plan, "overlapping-subnets", "foreign-network"), expectedConflicts(plan).subnets);
      }),
      { numRuns: 10_000 },
    );
  });

  it("finds the ranges that meet, and the addresses that lie in them", () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), fc.array(address, { maxLength: 10 }), (ranges, addresses) => {
        const plan = { ...empty, ranges: numbered(ranges, "r"), addresses: numbered(addresses, "a") };
        expectMatch(pathsOf(plan, "overlapping-ranges", "address-in-range"), expectedConflicts(plan).ranges);
      }),
      { numRuns: 10_000 },
    );
  });

  // Automates F14.
  it("finds every second owner of an address", () => {
    fc.assert(
      fc.property(fc.array(address, { maxLength: 24 }), (addresses) => {
        const plan = { ...empty, addresses: numbered(addresses, "a") };
        expectMatch(pathsOf(plan, "duplicate-address"), expectedConflicts(plan).addresses);
      }),
      { numRuns: 10_000 },
    );
  });

  it("finds the same in whole topologies, beside a peer", () => {
    let conflicting = 0;
    fc.assert(
      fc.property(fabricConfiguration, fabricConfiguration, fc.boolean(), (input, other, alone) => {
        const peer = exportPlan("office", addressPlan(normalise(other, "office").topology));
        const peers = alone ? [] : [{ name: "office", plan: peer }];
        const plan = addressPlan(normalise(input, "dev").topology, peers);
        const expected = expectedConflicts(plan);
        expectMatch(pathsOf(plan, "overlapping-subnets", "foreign-network"), expected.subnets);
        expectMatch(pathsOf(plan, "overlapping-ranges", "address-in-range"), expected.ranges);
        expectMatch(pathsOf(plan, "duplicate-address"), expected.addresses);
        if (Object.values(expected).flat().length > 0) conflicting += 1;
      }),
      { numRuns: 4_000 },
    );
    // Both sides of the property are looked at.
    expect(conflicting).toBeGreaterThan(400);
    expect(conflicting).toBeLessThan(3960);
  });
});
