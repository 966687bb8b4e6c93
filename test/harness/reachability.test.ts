import { describe, expect, it } from "vitest";
import { largeStack } from "../../bench/large-stack";
import { chooseProof } from "../../harness/reachability/choose-proof";
import type { ReachabilityCell } from "../../harness/reachability/cell";
import { expectedReachability } from "../../harness/reachability/expected-reachability";
import { normalise } from "../../topology/model/normalise";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { parseFabric } from "../../topology/schema/parse-configuration";
import { outputOf, referenceOutput, richOutput, routedOutput } from "./fixture";

function cells(change?: (input: FabricInput) => void): ReachabilityCell[] {
  return expectedReachability(referenceOutput(change));
}

/** `method address: expectation` of the cells between two ends. */
function between(list: readonly ReachabilityCell[], from: string, to: string): string[] {
  return list
    .filter((cell) => cell.from.name === from && cell.to.name === to)
    .map(
      ({ method, address, link, expect: wanted }) =>
        `${method} ${address}${link === undefined ? "" : ` on ${link}`}: ${wanted}`,
    );
}

/** How many cells there are of each kind. */
function count(list: readonly ReachabilityCell[]): Record<string, number> {
  const kinds = list.map(({ from, to, expect: wanted }) => `${from.kind} ${to.kind} ${wanted}`);
  return Object.fromEntries(
    [...new Set(kinds)].sort().map((kind) => [kind, kinds.filter((one) => one === kind).length]),
  );
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

const text = (cell: ReachabilityCell): string => JSON.stringify(cell);

describe("expectedReachability of the reference topology", () => {
  it("has a cell for every two containers, every two hosts' addresses, every host, link and container, and the registry", () => {
    expect(count(cells())).toEqual({
      "container container blocked": 24,
      "container container reach": 6,
      // By the carrier of its own segment, and by those of the two others.
      "host container blocked": 6 + 24,
      "host container reach": 6,
      "host host reach": 6,
      "host registry reach": 2,
    });
  });

  it.each([
    ["bbox10", "bbox11", ["ping 172.16.10.11: reach"]],
    ["bbox10", "bbox20", ["ping 172.16.20.20: blocked"]],
    [
      "docker01",
      "bbox10",
      [
        "arp 172.16.10.10 on ens33.10: blocked",
        "arp 172.16.10.10 on ens33: blocked",
        "arp 172.16.10.10 on ens33.20: blocked",
      ],
    ],
    [
      "docker01",
      "bbox11",
      [
        "arp 172.16.10.11 on ens33.10: reach",
        "arp 172.16.10.11 on ens33: blocked",
        "arp 172.16.10.11 on ens33.20: blocked",
      ],
    ],
    ["docker01", "docker02", ["ping 192.168.1.13: reach", "ping 192.168.10.11: reach", "ping 192.168.20.21: reach"]],
    ["docker02", "192.168.1.11:5000", ["tcp 192.168.1.11: reach"]],
  ])("%s to %s: %j", (from, to, expected) => {
    expect(between(cells(), from, to)).toEqual(expected);
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

describe("neighbours in mode private that share another segment", () => {
  it("are undecided, since each answers there for all of its addresses", () => {
    const list = cells((input) => {
      neighbour("private")(input);
      for (const [name, flat] of [["bbox10", "172.22.16.40"], ["near", "172.22.16.41"]] as const) {
        const own = input.containers?.[name];
        Object.assign(own ?? {}, { attach: { ...own?.attach, flat }, defaultGateway: "flat" });
      }
    });
    expect(between(list, "bbox10", "near")).toEqual(["ping 172.22.16.41: reach"]);
  }); // prettier-ignore
});

describe("everything that a segment can be", () => {
  const all = expectedReachability(richOutput());
  it.each([
    ["both families", "ten1", "ten3", ["ping 172.16.10.12: reach", "ping fd00:10::12: reach"]],
    ["two subnets of one family, between which the router decides", "ten1", "eleven", ["ping fd00:10::13: reach"]],
    [
      "a shared address, for whoever has none himself",
      "ten1",
      "dns1",
      ["ping 172.16.10.53: reach", "ping fd00:10::53: reach"],
    ],
    ["a shared address, for its other owner", "dns1", "dns2", ["ping fd00:10::54: reach"]],
    ["ipvlan on one host", "thirty2", "both", ["ping 172.16.30.20: reach"]],
    ["ipvlan across hosts", "thirty1", "thirty2", ["ping 172.16.30.11: reach"]],
    ["a private segment on one host", "twenty1", "twenty2", ["ping 172.16.20.11: blocked"]],
    [
      "the containers of one bridge on two hosts",
      "out1",
      "out2",
      ["ping 172.22.16.31: reach", "ping 172.30.0.11: blocked"],
    ],
    [
      "a container behind a bridge, whose host may have a route",
      "out1",
      "twenty1",
      ["arp 172.16.20.10 on 172.30.0.10: blocked"],
    ],
    ["a container to its host's end of a bridge", "out1", "docker01", ["ping 172.30.0.1: reach"]],
  ])("%s: %s to %s", (_, from, to, expected) => {
    expect(between(all, from, to)).toEqual(expected);
  });

  it("is reached through a shim in each family that the shim has", () => {
    const through = all.filter(({ proves, to }) => proves === "shim" && to.name === "ten1");
    expect(through.map(({ address, method }) => `${method} ${address}`)).toEqual([
      "ping 172.16.10.10",
      "ping fd00:10::10",
    ]);
  });

  it("is asked for by each host once for a shared address, of an owner elsewhere", () => {
    const shared = all.filter(({ address, proves }) => address === "172.16.10.53" && proves === "endpoint");
    expect(shared.map(({ from, to, expect: wanted }) => `${from.name} ${to.name} ${wanted}`)).toEqual([
      "docker01 dns2 reach",
      "docker02 dns1 reach",
    ]);
  });
});

describe("chooseProof", () => {
  const outputs = [referenceOutput(), richOutput()];

  it("takes cells of the expected reachability, each once", () => {
    for (const output of outputs) {
      const expected = new Set(expectedReachability(output).map(text));
      const chosen = chooseProof(output).map(text);
      expect(chosen.filter((cell) => !expected.has(cell))).toEqual([]);
      expect(new Set(chosen).size).toBe(chosen.length);
    }
  });

  it("asks for every address from every host of its segment", () => {
    for (const output of outputs) {
      const asked = new Set(
        chooseProof(output).map(({ from, address, method }) => `${from.name} ${address} ${method}`),
      );
      for (const { attach } of Object.values(output.containers)) {
        for (const [segment, { addresses }] of Object.entries(attach)) {
          for (const host of Object.keys(output.segments[segment]?.hosts ?? {})) {
            for (const address of addresses) {
              expect(asked).toContain(`${host} ${address} ${address.includes(":") ? "ndp" : "arp"}`);
            }
          }
        }
      }
    }
  });

  it("has every container reach a neighbour on its host and one on another, on each segment and family", () => {
    const chosen = chooseProof(richOutput());
    expect(between(chosen, "ten1", "ten2")).toEqual(["ping 172.16.10.11: reach", "ping fd00:10::11: reach"]);
    expect(between(chosen, "ten1", "ten3")).toEqual(["ping 172.16.10.12: reach", "ping fd00:10::12: reach"]);
    expect(chosen.filter(({ from, proves }) => from.name === "ten1" && proves === "outward")).toHaveLength(4);
  });

  it("shows every two segments apart on every host, from the host's own link where it has no container of a segment", () => {
    const output = referenceOutput((input) => {
      for (const name of ["bbox20", "bbox11"]) Reflect.deleteProperty(input.containers ?? {}, name);
    });
    const segmentOf = (name: string, address: string): string =>
      Object.entries(output.containers[name]?.attach ?? {}).find(([, end]) => end.addresses.includes(address))?.[0] ??
      "";
    const pairs = new Set(
      chooseProof(output)
        .filter(({ proves }) => proves === "apart")
        .map(({ from, to, address, link }) => {
          const [own = ""] = Object.keys(output.containers[from.name]?.attach ?? {});
          const host = output.containers[from.name]?.host ?? from.name;
          const source = link === undefined ? own : link === "ens33" ? "flat" : link.replace("ens33.", "vlan");
          return `${host} ${source} ${segmentOf(to.name, address)}`;
        }),
    );
    for (const host of ["docker01", "docker02"]) {
      for (const [a, b] of [
        ["flat", "vlan10"],
        ["flat", "vlan20"],
        ["vlan10", "vlan20"],
      ] as const) {
        expect(pairs).toContain(`${host} ${a} ${b}`);
        expect(pairs).toContain(`${host} ${b} ${a}`);
      }
    }
  });

  it("leaves out nothing about hosts, their shims and the registry", () => {
    for (const output of outputs) {
      const all = expectedReachability(output);
      const chosen = chooseProof(output);
      for (const kind of ["hosts", "shim", "registry"]) {
        const ofKind = (list: readonly ReachabilityCell[]) => list.filter(({ proves }) => proves === kind).map(text);
        expect(ofKind(chosen).sort()).toEqual(ofKind(all).sort());
      }
    }
    expect(new Set(chooseProof(richOutput()).map(({ proves }) => proves)).size).toBe(7);
  });

  it("shows for each bridge its host's end, its own end, and a container of every segment that it is apart from", () => {
    const bridge = chooseProof(richOutput()).filter(({ proves }) => proves === "bridge");
    const from = (name: string): string[] =>
      bridge
        .filter((cell) => cell.from.name === name)
        .map(({ to, address, expect: wanted }) => `${to.name} ${address} ${wanted}`);
    expect(from("out1")).toEqual([
      "docker01 172.30.0.1 reach",
      "out2 172.30.0.11 blocked",
      "ten1 172.16.10.10 blocked",
      "twenty1 172.16.20.10 blocked",
      "thirty1 172.16.30.10 blocked",
    ]);
    expect(from("docker01")).toEqual(["out1 172.30.0.10 reach"]);
  });

  it("grows with endpoints and hosts, not with pairs", () => {
    const size = (containers: number): number => {
      const { topology } = normalise(parseFabric(largeStack({ hosts: 10, segments: 4, containers })), "bench");
      return chooseProof(outputOf(topology)).length;
    };
    const [small, large] = [size(200), size(400)];
    expect(large / small).toBeLessThan(2);
  });
});

describe("the contract", () => {
  it("holds 50 hosts, 20 segments and 1,000 containers in 5 MB", () => {
    const { topology } = normalise(parseFabric(largeStack({ hosts: 50, segments: 20, containers: 1000 })), "bench");
    expect(Buffer.byteLength(JSON.stringify(outputOf(topology)))).toBeLessThan(5e6);
  });
});

describe("a router", () => {
  const all = expectedReachability(routedOutput());

  it("joins exactly the pairs that it allows, each in its direction, and its own gateways", () => {
    expect(between(all, "bbox10", "bbox21")).toEqual(["ping 172.16.20.21: reach"]);
    expect(between(all, "bbox21", "bbox10")).toEqual(["ping 172.16.10.10: blocked"]);
    expect(between(all, "bbox10", "main")).toEqual(["ping 172.16.10.1: reach"]);
    expect(between(all, "bbox20", "main")).toEqual(["ping 172.16.20.1: reach"]);
    expect(between(all, "bbox1", "main")).toEqual([]);
    const routed = all.filter(({ proves }) => proves === "routed");
    expect(routed.every(({ via }) => via === "main")).toBe(true);
    expect(routed).toHaveLength(4 + 4);
    const plain = new Set(cells().map(({ from, to, address }) => `${from.name} ${to.name} ${address}`));
    const others = all.filter(({ proves }) => proves !== "routed");
    expect(others.every(({ from, to, address }) => plain.has(`${from.name} ${to.name} ${address}`))).toBe(true);
    expect(others).toHaveLength(plain.size - 4 + cells().length - plain.size);
  });

  it("does not change who is apart from what it does not have", () => {
    expect(between(all, "bbox10", "bbox1")).toEqual(["ping 172.22.16.10: blocked"]);
    expect(between(all, "bbox1", "bbox10")).toEqual(["ping 172.16.10.10: blocked"]);
  });

  it.each<[string, (input: FabricInput) => void]>([
    ["a static route leads to the address", (input) => Object.assign(input.routers?.["main"]?.routes ?? {}, { "172.16.0.0/16": "172.16.20.254" })],
    ["answers leave by another network", (input) => {
      const bbox21 = input.containers?.["bbox21"];
      if (bbox21 === undefined) return;
      Object.assign(bbox21, { defaultGateway: "flat" });
      bbox21.attach["flat"] = "172.22.16.77";
    }],
    ["answers may go to another owner of the source's address", (input) => {
      Object.assign(input.segments["vlan10"] ?? {}, { shared: { dns: "172.16.10.10" } });
    }],
  ])("leaves open what it does not decide: %s", (_, change) => {
    const found = between(expectedReachability(routedOutput(change)), "bbox10", "bbox21");
    expect(found).not.toContainEqual(expect.stringContaining("172.16.20.21"));
  }); // prettier-ignore

  it("is proven in both directions, on every host, and by every container that it serves", () => {
    const proof = chooseProof(routedOutput());
    const directions = proof.flatMap(({ from, to, expect: wanted, method }) =>
      from.kind === "container" && to.kind === "container" && method === "ping"
        ? [`${from.name} ${to.name} ${wanted}`]
        : [],
    );
    for (const cell of ["bbox10 bbox20 reach", "bbox10 bbox21 reach", "bbox11 bbox21 reach", "bbox11 bbox20 reach"])
      expect(directions).toContain(cell);
    for (const cell of [
      "bbox20 bbox10 blocked",
      "bbox20 bbox11 blocked",
      "bbox21 bbox11 blocked",
      "bbox21 bbox10 blocked",
    ])
      expect(directions).toContain(cell);
    const toRouter = proof.filter(({ to }) => to.kind === "router").map(({ from }) => from.name);
    expect(toRouter).toEqual(["bbox10", "bbox11", "bbox20", "bbox21"]);
  });
});
