import { describe, expect, it } from "vitest";
import { macsInOutput, macsInTopology } from "../../commands/count-macs";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { outputOf } from "../harness/fixture";
import { devTopology } from "../support/dev-stack";

/** The MACs on docker01's and docker02's NIC, before `up` and after it. */
function counts(change?: (input: FabricInput) => void): number[][] {
  const { topology } = devTopology(change);
  return [macsInTopology(topology), macsInOutput(outputOf(topology))].map((count) =>
    ["docker01", "docker02"].map((host) => count(host, "ens33")),
  );
}

/** Has all but the untagged segment, which has a container on each host, share the MACs of its hosts. */
function useIpvlan({ segments }: FabricInput): void {
  for (const [name, segment] of Object.entries(segments)) if (name !== "flat") segment.driver = "ipvlan";
}

describe("the MACs of the plan on a NIC", () => {
  it("are those of the containers", () => {
    expect(counts()).toEqual([
      [3, 3],
      [3, 3],
    ]);
  });

  it("are those of shims too", () => {
    const withShim = ({ segments }: FabricInput): void => {
      Object.assign(segments["vlan10"] ?? {}, { shims: { docker01: "172.16.10.100" } });
    };
    expect(counts(withShim)).toEqual([
      [4, 3],
      [4, 3],
    ]);
  });

  it("are those of routers too, one on each segment", () => {
    const withRouter = (input: FabricInput): void => {
      input.routers = { main: { host: "docker02", segments: ["vlan10", "vlan20"] } };
    };
    expect(counts(withRouter)).toEqual([
      [3, 5],
      [3, 5],
    ]);
  });

  it("are not those of containers that have their host's", () => {
    expect(counts(useIpvlan)).toEqual([
      [1, 1],
      [1, 1],
    ]);
    const all = (input: FabricInput): void => {
      useIpvlan(input);
      Object.assign(input.segments["flat"] ?? {}, { driver: "ipvlan" });
    };
    expect(counts(all)).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it("are at least one on a segment that is still empty", () => {
    expect(counts((input) => (input.containers = {}))).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});
