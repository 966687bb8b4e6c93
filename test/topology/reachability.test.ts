import { describe, expect, it } from "vitest";
import type { ReachabilityCell } from "../../topology/reachability/cell";
import { expectedReachability } from "../../topology/reachability/expected-reachability";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { devTopology } from "../support/dev-stack";

function cells(change?: (input: FabricInput) => void): ReachabilityCell[] {
  return expectedReachability(devTopology(change).topology);
}

/** `from -> to method address: expectation` of the cells between two ends. */
function between(list: readonly ReachabilityCell[], from: string, to: string): string[] {
  return list
    .filter((cell) => cell.from.name === from && cell.to.name === to)
    .map(({ method, address, expect: wanted }) => `${method} ${address}: ${wanted}`);
}

/** A neighbour of bbox10 on its host and segment, in the given mode. */
function neighbour(mode: "bridge" | "private" | "vepa"): (input: FabricInput) => void {
  return (input) => {
    Object.assign(input.segments["vlan10"] ?? {}, { mode });
    Object.assign(input.containers ?? {}, {
      near: { host: "docker01", image: "busybox", attach: { vlan10: "172.16.10.50" } },
    });
  };
}

describe("expectedReachability of the reference topology", () => {
  it("has a cell for every two containers, every two hosts' shared addresses, every host and container, and the registry", () => {
    const kinds = cells().map(({ from, to, expect: wanted }) => `${from.kind} ${to.kind} ${wanted}`);
    const counts = Object.fromEntries(
      [...new Set(kinds)].sort().map((kind) => [kind, kinds.filter((one) => one === kind).length]),
    );
    expect(counts).toEqual({
      "container container blocked": 24,
      "container container reach": 6,
      "host container blocked": 6,
      "host container reach": 6,
      "host host reach": 6,
      "host registry reach": 2,
    });
  });

  it.each([
    ["bbox10", "bbox11", ["ping 172.16.10.11: reach"]],
    ["bbox10", "bbox20", ["ping 172.16.20.20: blocked"]],
    ["docker01", "bbox10", ["arp 172.16.10.10: blocked"]],
    ["docker01", "bbox11", ["arp 172.16.10.11: reach"]],
    ["docker01", "docker02", ["ping 192.168.1.13: reach", "ping 192.168.10.11: reach", "ping 192.168.20.21: reach"]],
    ["docker02", "192.168.1.11:5000", ["tcp 192.168.1.11: reach"]],
  ])("%s to %s: %j", (from, to, expected) => {
    expect(between(cells(), from, to)).toEqual(expected);
  });

  it("asks for own children by the segment's own link", () => {
    expect(cells().find(({ from, to }) => from.name === "docker01" && to.name === "bbox20")?.link).toBe("ens33.20");
  });
});

describe("neighbours on one host and segment", () => {
  it.each([
    ["bridge", ["ping 172.16.10.50: reach"]],
    ["private", ["ping 172.16.10.50: blocked"]],
    // Whether the switch sends the frame back is not for the plan to say.
    ["vepa", []],
  ] as const)("in mode %s: %j", (mode, expected) => {
    const list = cells(neighbour(mode));
    expect(between(list, "bbox10", "near")).toEqual(expected);
    expect(between(list, "bbox10", "bbox11")).toEqual(["ping 172.16.10.11: reach"]);
  });
});
