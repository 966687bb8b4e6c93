import { describe, expect, it } from "vitest";
import { inOrder } from "../../topology/model/dependencies";
import { isChecked, secondsToHealth } from "../../topology/options/health";
import { devTopology } from "../support/dev-stack";

type DependsOn = readonly string[] | Readonly<Record<string, { condition?: "service_started" | "service_healthy" }>>;

/** The model of the reference topology with these dependencies. */
function containersWith(dependencies: Readonly<Record<string, DependsOn>>) {
  const { topology, problems } = devTopology((input) => {
    input.containers = {
      ...input.containers,
      load: { host: "docker01", image: "busybox", attach: { vlan10: "172.16.10.20-172.16.10.21" }, count: 2 },
    };
    for (const [name, depends_on] of Object.entries(dependencies))
      Object.assign(input.containers[name] ?? {}, { depends_on });
  });
  expect(problems).toEqual([]);
  return topology.containers;
}

describe("the containers that a container waits for", () => {
  it("are given as a list or a map, on any host", () => {
    const containers = containersWith({
      bbox1: ["bbox2"],
      bbox10: { bbox11: { condition: "service_healthy" }, bbox20: {} },
    });
    const dependencies = new Map(containers.map((each) => [each.name, each.dependencies]));
    expect(dependencies.get("bbox1")).toEqual([{ container: "bbox2", healthy: false }]);
    expect(dependencies.get("bbox10")).toEqual([
      { container: "bbox11", healthy: true },
      { container: "bbox20", healthy: false },
    ]);
    expect(dependencies.get("bbox2")).toEqual([]);
  });

  it("are all that an entry with a count stands for", () => {
    const [bbox1] = containersWith({ bbox1: ["load"] });
    expect(bbox1?.dependencies.map(({ container }) => container)).toEqual(["load-1", "load-2"]);
  });

  it("come before it, and nothing else changes its place", () => {
    const containers = containersWith({ bbox1: ["bbox20"], bbox20: ["bbox21"] });
    expect(containers.map(({ name }) => name).slice(0, 3)).toEqual(["bbox1", "bbox2", "bbox10"]);
    expect(inOrder(containers).map(({ name }) => name)).toEqual([
      ...["bbox21", "bbox20", "bbox1", "bbox2", "bbox10", "bbox11", "load-1", "load-2"],
    ]);
  });
});

describe("the time that a container has to become healthy", () => {
  it("covers its start period and every check that may fail, with Docker's defaults", () => {
    expect(secondsToHealth({ start_period: "1m", interval: "5s", timeout: "2s", retries: 4 })).toBe(60 + 5 * 7 + 20);
    expect(secondsToHealth()).toBe(4 * 60 + 20);
  });

  it("counts for a check that is not turned off", () => {
    expect([undefined, { test: "true" }, { interval: "1s" }, { test: ["NONE"] }].map(isChecked)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
