import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectedReachability } from "../../harness/reachability/expected-reachability";
import type { Cell } from "../../harness/probes";
import { pathOf } from "../../harness/trace/hops";
import { traceCell } from "../../harness/trace/run-trace";
import { evidence } from "../../harness/evidence";
import { renderText } from "../../harness/report-text";
import { verify } from "../../harness/verify";
import { referenceOutput, routedOutput } from "./fixture";
import { namespaceProblem, Namespaces } from "./namespaces";

const problem = namespaceProblem();
if (problem !== undefined) console.warn(`traces are not run for real: ${problem}`);

const output = referenceOutput();

function cell(from: string, to: string, { fabric = output, expect: expected = "reach" } = {}): Cell {
  const found = expectedReachability(fabric).find(
    (one) => one.from.name === from && one.to.name === to && one.expect === expected,
  );
  if (found === undefined) throw new Error(`no cell from ${from} to ${to}`);
  return found;
}

describe.skipIf(problem !== undefined)("a trace, run for real in network namespaces,", () => {
  let spaces: Namespaces;
  beforeAll(() => {
    spaces = new Namespaces(output);
  });
  afterAll(() => {
    spaces.close();
  });

  /** The table without its heading, and the sentence. */
  async function trace(from = "bbox1", to = "bbox2"): Promise<{ rows: string[]; says: string; isAnswered: boolean }> {
    const { lines, isAnswered } = await traceCell(cell(from, to), output, spaces.connect());
    return {
      isAnswered,
      rows: lines.slice(2, -1).map((line) => line.trim().replaceAll(/ {2,}/g, " | ")),
      says: lines.at(-1) ?? "",
    };
  }

  /** Breaks something in a namespace, and mends it afterwards. */
  async function broken<Result>(
    where: string,
    command: string,
    undo: string,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const run = (text: string): string =>
      where in output.containers ? spaces.inside(where, text) : spaces.run(where, text);
    run(command);
    // Whose MAC is known is not asked for.
    spaces.inside("bbox1", "ip neigh flush dev eth0");
    try {
      return await work();
    } finally {
      run(undo);
    }
  }

  it("sees every frame on every hop where all works", async () => {
    const { rows, says, isAnswered } = await trace();
    expect(isAnswered).toBe(true);
    expect(rows).toEqual([
      "bbox1 on docker01 | seen | seen | seen | seen",
      "ens33 on docker01 | seen | seen | seen | seen",
      "ens33 on docker02 | seen | seen | seen | seen",
      "bbox2 on docker02 | seen | seen | seen | seen",
    ]);
    expect(says).toBe("Answered: frames pass every hop in both directions.");
  });

  it("names the network where nothing arrives at the other host", async () => {
    const { rows, says } = await broken("switch", "ip link set p0-docker02 down", "ip link set p0-docker02 up", () =>
      trace(),
    );
    expect(rows).toEqual([
      "bbox1 on docker01 | seen | - | - | -",
      "ens33 on docker01 | seen | - | - | -",
      "ens33 on docker02 | - | - | - | -",
      "bbox2 on docker02 | - | - | - | -",
    ]);
    expect(says).toMatch(
      /^The question was last seen on ens33 on docker01, and not on ens33 on docker02\. Next: the network between docker01 and docker02: /,
    );
  });

  it("names the container that does not reply", async () => {
    const ignore = "/proc/sys/net/ipv4/icmp_echo_ignore_all";
    const { rows, says, isAnswered } = await broken("bbox2", `echo 1 >${ignore}`, `echo 0 >${ignore}`, () => trace());
    expect(isAnswered).toBe(false);
    expect(rows.at(-1)).toBe("bbox2 on docker02 | seen | seen | seen | -");
    expect(says).toMatch(
      /^The ping was last seen on bbox2 on docker02\. Next: bbox2, which has got the ping .* a firewall in it/,
    );
  });

  it("names the driver where a container's link is down", async () => {
    const { says } = await broken("bbox2", "ip link set eth0 down", "ip link set eth0 up", () => trace());
    expect(says).toMatch(
      /^The question was last seen on ens33 on docker02, and not on bbox2 on docker02\. Next: the macvlan network mac_net1 on docker02/,
    );
  });

  it("is evidence of the first failed cell of each kind, and of no other", async () => {
    const report = await broken("switch", "ip link set p0-docker02 down", "ip link set p0-docker02 up", () =>
      verify(output, { rounds: 1, trace: true, connect: spaces.connect() }),
    );
    const failed = report.cells.filter(({ ok }) => !ok);
    const traced = failed.filter(({ trace: seen }) => seen !== undefined);
    expect(failed.length).toBeGreaterThan(traced.length);
    expect(traced.map(({ proves }) => proves).sort()).toEqual([...new Set(failed.map(({ proves }) => proves))].sort());
    for (const one of traced)
      expect(evidence(one).at(-1)).toMatch(
        /Next: the network between docker0[12] and docker0[12]: cables|heard on ens33 on docker02, where the way begins/,
      );
    expect(renderText(report, { colours: false })).toMatch(/Traced from \S+ to \S+: The question was last seen on/);
  });

  it("says of a host where it cannot listen, and still judges by the others", async () => {
    const silent: typeof spaces.connect = () => {
      const connect = spaces.connect();
      return (host, target) => (host === "docker02" ? Promise.reject(new Error("no login")) : connect(host, target));
    };
    const { lines } = await traceCell(cell("bbox1", "bbox2"), output, silent());
    expect(lines.join("\n")).toMatch(/ens33 on docker02 +cannot listen: no login/);
    expect(lines.at(-1)).toMatch(/^Answered/);
  });
});

describe("a way", () => {
  const routed = routedOutput();

  it("over a router has its links, and those of both segments", () => {
    expect(pathOf(cell("bbox10", "bbox20", { fabric: routed }), routed).hops.map(({ name }) => name)).toEqual([
      "bbox10 on docker01",
      "ens33.10 on docker01",
      "ens33 on docker01",
      "ens33 on docker02",
      "ens33.10 on docker02",
      "main (ens33.10) on docker02",
      "main (ens33.20) on docker02",
      "ens33.20 on docker02",
      "ens33 on docker02",
      "ens33 on docker01",
      "ens33.20 on docker01",
      "bbox20 on docker01",
    ]);
  });

  it("that a router does not open is refused with what the plan says", () => {
    expect(() => pathOf(cell("bbox20", "bbox10", { fabric: routed, expect: "blocked" }), routed)).toThrow(
      "bbox20 -> bbox10 (172.16.10.10): there is no way to trace, because router main lets segment vlan20 open no connections to segment vlan10",
    );
  });
});

describe.skipIf(problem !== undefined)("a trace over a router, run for real in network namespaces,", () => {
  const { routers = {}, ...planned } = routedOutput();
  const routed = {
    ...planned,
    routers: Object.fromEntries(
      Object.entries(routers).map(([name, router]) => [name, { ...router, namespace: `mf${process.pid}-${name}` }]),
    ),
  };
  const namespace = routed.routers["main"]?.namespace ?? "";
  let spaces: Namespaces;
  beforeAll(() => {
    spaces = new Namespaces(routed);
  });
  afterAll(() => {
    spaces.close();
  });

  async function trace(from: string, to: string): Promise<string[]> {
    const { lines } = await traceCell(cell(from, to, { fabric: routed }), routed, spaces.connect());
    return lines.map((line) => line.trim().replaceAll(/ {2,}/g, " | "));
  }

  it("sees the ping on both sides of the router", async () => {
    const lines = await trace("bbox10", "bbox20");
    expect(lines).toContain("main (ens33.10) on docker02 | seen | seen");
    expect(lines).toContain("main (ens33.20) on docker02 | seen | seen");
    expect(lines).toContain("bbox20 on docker01 | seen | seen");
    expect(lines.at(-1)).toMatch(/^Answered/);
  });

  it("names the router where it forwards nothing", async () => {
    spaces.forward(namespace, false);
    const lines = await trace("bbox10", "bbox20").finally(() => {
      spaces.forward(namespace, true);
    });
    expect(lines).toContain("main (ens33.10) on docker02 | seen | -");
    expect(lines).toContain("main (ens33.20) on docker02 | - | -");
    expect(lines.at(-1)).toMatch(
      /^The ping was last seen on main \(ens33\.10\) on docker02, and not on main \(ens33\.20\) on docker02\. Next: router main, which forwards nothing there/,
    );
  });

  it("ends at a router that is asked itself", async () => {
    const lines = await trace("bbox10", "main");
    expect(lines).toContain("main (ens33.10) on docker02 | seen | seen | seen | seen");
    expect(lines.at(-1)).toMatch(/^Answered/);
  });
});
