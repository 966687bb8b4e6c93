import { describe, expect, it } from "vitest";
import { normalise } from "../../topology/model/normalise";
import { requirementsOf } from "../../topology/requirements/find-requirements";
import { parseFabric } from "../../topology/schema/parse-configuration";
import { devInput } from "../support/dev-stack";

/** The containers of the reference topology with those given besides. */
function containersOf(containers: Readonly<Record<string, object>>) {
  const input = devInput();
  const fabric = { ...input, containers: { ...input.containers, ...containers } };
  const { topology, problems } = normalise(parseFabric(fabric), "dev");
  expect(problems).toEqual([]);
  return topology;
}

/** Host, memory and addresses of each container that is not one of the reference topology. */
function ownOf({ containers }: ReturnType<typeof containersOf>): Record<string, string> {
  const own = containers.filter(({ name }) => !name.startsWith("bbox"));
  return Object.fromEntries(
    own.map(({ name, host, memory, attach }) => [
      name,
      [host, memory, ...attach.flatMap(({ addresses }) => addresses.map(({ address }) => address))].join(" "),
    ]),
  );
}

const load = { host: "docker01", image: "busybox", attach: { vlan10: "172.16.10.50-172.16.10.69" } };

describe("count", () => {
  it("stands for that many containers, each with its own address of the range", () => {
    expect(ownOf(containersOf({ load: { ...load, count: 3 } }))).toEqual({
      "load-1": "docker01 64 172.16.10.50",
      "load-2": "docker01 64 172.16.10.51",
      "load-3": "docker01 64 172.16.10.52",
    });
  });

  it("loses the highest numbers when it goes down, and nobody else moves", () => {
    const three = ownOf(containersOf({ load: { ...load, count: 3 } }));
    const two = ownOf(containersOf({ load: { ...load, count: 2 } }));
    expect(Object.keys(two)).toEqual(["load-1", "load-2"]);
    expect(three).toMatchObject(two);
  });

  it("numbers one container too, and none at all", () => {
    expect(Object.keys(ownOf(containersOf({ load: { ...load, count: 1 } })))).toEqual(["load-1"]);
    expect(ownOf(containersOf({ load: { ...load, count: 0 } }))).toEqual({});
  });

  it("counts through the addresses of a map, a list and a bridge", () => {
    const input = devInput();
    const { topology } = normalise(
      parseFabric({
        ...input,
        bridges: { nat: { network: "nat", subnet: "10.9.0.0/24", gateway: "10.9.0.1" } },
        containers: {
          load: {
            ...load,
            count: 2,
            attach: { vlan10: { address: ["172.16.10.50-172.16.10.51"] } },
            bridges: { nat: "10.9.0.20-10.9.0.29" },
            defaultGateway: "vlan10",
          },
        },
      }),
      "dev",
    );
    const [, second] = topology.containers;
    expect(second?.attach).toEqual([
      { segment: "vlan10", addresses: [{ address: "172.16.10.51", path: "containers.load.attach.vlan10.address.0" }] },
    ]);
    expect(second?.bridges).toEqual([{ bridge: "nat", address: "10.9.0.21", path: "containers.load.bridges.nat" }]);
  });
});

describe("like", () => {
  it("takes what the container does not give itself, over several steps, and no count", () => {
    const containers = {
      base: { ...load, count: 0, memory: 128 },
      one: { like: "base", attach: { vlan10: "172.16.10.30" } },
      two: { like: "one", host: "docker02", attach: { vlan10: "172.16.10.31" } },
    };
    expect(ownOf(containersOf(containers))).toEqual({
      one: "docker01 128 172.16.10.30",
      two: "docker02 128 172.16.10.31",
    });
  });

  it("has its needs told where they are written, once", () => {
    const mac = { vlan10: { address: "172.16.10.30", mac: "02:00:00:00:00:0a" } };
    const topology = containersOf({
      one: { ...load, attach: mac },
      base: { ...load, attach: { vlan10: "172.16.10.31-172.16.10.39" }, count: 2 },
    });
    expect(requirementsOf(topology).map(({ path }) => path)).toEqual(["containers.one.attach.vlan10.mac"]);
    const inherited = normalise(
      parseFabric({
        ...devInput(),
        containers: { one: { ...load, count: 0, attach: mac }, two: { like: "one" } },
      }),
      "dev",
    );
    expect(requirementsOf(inherited.topology).map(({ path }) => path)).toEqual(["containers.one.attach.vlan10.mac"]);
  });
});
