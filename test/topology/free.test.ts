import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findConflicts } from "../../topology/conflicts/find-conflicts";
import { parseSubnet } from "../../topology/ip";
import type { PlannedAddress, PlannedRange } from "../../topology/plan/address-plan";
import { FreeAddresses } from "../../topology/plan/free-addresses";
import { readAddresses } from "../../topology/plan/read-addresses";

const SUBNET = "10.0.0.0/27";
const place = { subnet: SUBNET, domain: "VLAN 1", owner: "x", path: "p" } as const;
const at = (last: number): PlannedAddress => ({ ...place, kind: "container", address: `10.0.0.${last}` });
const between = ([one, other]: readonly [number, number]): PlannedRange => {
  const [first, last] = [Math.min(one, other), Math.max(one, other)];
  return { ...place, kind: "reserved", range: `10.0.0.${first}-10.0.0.${last}` };
};
const octet = fc.integer({ min: 0, max: 40 });
const world = fc.record({
  singles: fc.array(octet, { maxLength: 20 }),
  ranges: fc.array(fc.tuple(octet, octet), { maxLength: 4 }),
  start: octet,
});

function freeOf(singles: readonly number[], ranges: readonly (readonly [number, number])[]): number[] {
  const inside = (value: number): boolean =>
    ranges.some(([one, other]) => Math.min(one, other) <= value && value <= Math.max(one, other));
  const usable = Array.from({ length: 30 }, (_, index) => index + 1);
  return usable.filter((value) => !singles.includes(value) && !inside(value));
}

describe("free addresses", () => {
  it("are counted, and the next one behind an address is found, as if one looked at each", () => {
    fc.assert(
      fc.property(world, ({ singles, ranges, start }) => {
        const left = freeOf(singles, ranges);
        const free = new FreeAddresses(ranges.map(between), readAddresses(singles.map(at)));
        const subnet = parseSubnet(SUBNET);
        if (subnet === undefined) throw new Error("no subnet");
        expect(free.count(subnet, "VLAN 1")).toBe(BigInt(left.length));
        const from = start >= 1 && start <= 30 ? start : 1;
        const next = left.find((value) => value >= from) ?? left[0];
        expect(free.next(at(start))).toBe(next === undefined ? undefined : `10.0.0.${next}`);
      }),
      { numRuns: 10_000 },
    );
  });

  it("are suggested to one only", () => {
    const free = new FreeAddresses([], readAddresses([at(1)]));
    const suggested = Array.from({ length: 30 }, () => free.next(at(1)));
    expect(new Set(suggested).size).toBe(30);
    expect(suggested.at(-1)).toBeUndefined();
  });

  it("are those of one domain", () => {
    const free = new FreeAddresses([], readAddresses([at(1), at(2)]));
    expect(free.next({ ...at(1), domain: "VLAN 2" })).toBe("10.0.0.1");
    expect(free.next(at(1))).toBe("10.0.0.3");
  });
});

it("thousands of conflicts cost no more than a sort: each suggestion is another one", () => {
  const plan = {
    subnets: [],
    ranges: [],
    networks: [],
    addresses: Array.from({ length: 20_000 }, (): PlannedAddress => ({ ...at(7), subnet: "10.0.0.0/8" })),
  };
  const messages = findConflicts(plan).map(({ message }) => /such as (\S+)\.$/.exec(message)?.[1]);
  expect(messages).toHaveLength(19_999);
  expect(new Set(messages).size).toBe(19_999);
});
