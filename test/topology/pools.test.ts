import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problemText } from "../../support/problem";
import { parseSubnet } from "../../topology/ip";
import { assignRanges } from "../../topology/model/pools";
import type { SegmentInput } from "../../topology/schema/fabric-schema";
import { segment } from "../../topology/schema/segment-schema";

const SEGMENT: SegmentInput = {
  network: "mac_net10",
  subnet: "172.16.10.0/24",
  gateway: "172.16.10.1",
  vlan: 10,
  pool: { size: 16 },
};

function assign(hosts: readonly string[], change: Partial<SegmentInput> = {}) {
  const { subnet = "", gateway, ipRanges, pool } = segment.parse({ ...SEGMENT, ...change });
  const request = { path: "segments.vlan10", subnet, gateway, ipRanges, pool, hosts };
  const { ranges, block, problems: found } = assignRanges(request);
  const problems = found.map(problemText);
  return { problems, block, ranges: Object.fromEntries([...ranges].map(([host, { range }]) => [host, range])) };
}

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/), { maxLength: 8 });

describe("the ranges of a pool", () => {
  it("are a block of the upper half of the subnet for each host, and none overlaps another", () => {
    fc.assert(
      fc.property(names, (hosts) => {
        const { problems, ranges } = assign(hosts);
        expect(problems).toEqual([]);
        const blocks = hosts.map((host) => parseSubnet(ranges[host] ?? ""));
        expect(new Set(blocks.map((block) => block?.first)).size).toBe(hosts.length);
        for (const block of blocks) {
          expect(block?.prefix).toBe(28);
          expect(Number(block?.first)).toBeGreaterThanOrEqual(0xac100a80);
          expect(Number(block?.last)).toBeLessThanOrEqual(0xac100aff);
        }
      }),
    );
  });

  it("stay when hosts are added at the end", () => {
    fc.assert(
      fc.property(names, (hosts) => {
        for (let count = 1; count <= hosts.length; count += 1) {
          const before = assign(hosts.slice(0, count - 1)).ranges;
          expect(assign(hosts.slice(0, count)).ranges).toMatchObject(before);
        }
      }),
    );
  });

  it("mostly stay when a host is added in front: those move that wanted its place, and no other", () => {
    const many = { subnet: "10.0.0.0/8", gateway: "10.0.0.1", pool: { size: 4 } };
    const before = assign(["a", "b", "c", "d"], many).ranges;
    expect(assign(["z", "a", "b", "c", "d"], many).ranges).toMatchObject(before);
  });

  it("keep clear of ranges that the configuration pins", () => {
    const hosts = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const { a = "" } = assign(hosts).ranges;
    const pinned = assign(hosts, { ipRanges: { h: a } });
    expect(pinned.problems).toEqual([]);
    expect(pinned.ranges["h"]).toBe(a);
    expect(new Set(Object.values(pinned.ranges)).size).toBe(8);
  });

  // Automates F18.
  it("say by how much they run out", () => {
    const hosts = Array.from({ length: 9 }, (_, index) => `host${index}`);
    expect(assign(hosts).problems).toEqual([
      "segments.vlan10.pool: 9 hosts ask for 16 addresses each, 144 in all, but 172.16.10.128/25 has 128: 16 too few. " +
        "Ask for a smaller size, or name a larger block with pool.within",
    ]);
    expect(assign(hosts.slice(0, 8)).problems).toEqual([]);
    expect(assign(["a"], { pool: { size: 256 } }).problems).toEqual([
      expect.stringContaining("1 host asks for 256 addresses, but 172.16.10.128/25 has 128: 128 too few."),
    ]);
  });

  it("count what pinned ranges take away", () => {
    const hosts = ["a", "b", "c"];
    const small = { pool: { size: 16, within: "172.16.10.64/27" }, ipRanges: { c: "172.16.10.64/28" } };
    expect(assign(hosts, small).problems).toEqual([
      expect.stringContaining("172.16.10.64/27 has 16 beside the ranges of ipRanges: 16 too few"),
    ]);
  });

  it("are cut from the block that the pool names, in IPv6 too", () => {
    const six = { subnet: "fd00:10::/64", gateway: "fd00:10::1", pool: { size: 65536, within: "fd00:10::f:0:0:0/80" } };
    expect(assign(["a"], six).ranges["a"]).toMatch(/^fd00:10::f:[0-9a-f]+:[0-9a-f]+:0\/112$/);
  });

  it("ask for a block inside the subnet, without the gateway", () => {
    expect(assign(["a"], { pool: { size: 8, within: "172.16.11.0/25" } }).problems).toEqual([
      "segments.vlan10.pool.within: 172.16.11.0/25 lies outside subnet 172.16.10.0/24: name a block inside it",
    ]);
    expect(assign(["a"], { gateway: "172.16.10.254" }).problems).toEqual([
      "segments.vlan10.pool: gateway 172.16.10.254 lies in the pool's block 172.16.10.128/25, the upper half of the subnet, " +
        "from which automatic addresses come: name another block with pool.within, or move the gateway",
    ]);
  });

  it("keep clear of a pinned range of millions of places, at once", () => {
    const six = { subnet: "fd00:10::/64", gateway: "fd00:10::1", pool: { size: 65536 } };
    const { problems, ranges } = assign(["a", "b"], { ...six, ipRanges: { a: "fd00:10:0:0:8000::/66" } });
    expect(problems).toEqual([]);
    expect(ranges["b"]).toMatch(/^fd00:10:0?:?0?:?[c-f][0-9a-f]{3}:/);
  });

  it("are nobody's without a pool", () => {
    const { subnet = "", gateway } = SEGMENT;
    const request = { path: "s", subnet, gateway, ipRanges: {}, pool: undefined, hosts: ["a"] };
    expect(assignRanges(request)).toEqual({ ranges: new Map(), problems: [] });
  });
});
