import { expect, it } from "vitest";
import { largeStack } from "../../bench/large-stack";
import { findConflicts } from "../../topology/conflicts/find-conflicts";
import { normalise } from "../../topology/model/normalise";
import { addressPlan } from "../../topology/plan/build-plan";
import { parseFabric } from "../../topology/schema/parse-configuration";

it("makes stacks of the given size that nothing is wrong with", () => {
  const size = { hosts: 50, segments: 20, containers: 1000 };
  const { topology, problems } = normalise(parseFabric(largeStack(size)), "bench");
  expect(problems).toEqual([]);
  expect(findConflicts(addressPlan(topology))).toEqual([]);
  expect(topology).toMatchObject({
    hosts: { length: size.hosts },
    segments: { length: size.segments },
    containers: { length: size.containers },
  });
  for (const { name } of topology.hosts) {
    expect(topology.containers.filter(({ host }) => host === name)).toHaveLength(size.containers / size.hosts);
  }
});
