import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FabricOutput } from "../../harness/contract";
import type { Report } from "../../harness/report";
import { verify } from "../../harness/verify";
import { cellIndex } from "./fake-host";
import { referenceOutput } from "./fixture";
import { namespaceProblem, Namespaces } from "./namespaces";

const problem = namespaceProblem();
if (problem !== undefined) console.warn(`the probe script is not run for real: ${problem}`);

/** Cells that are not as planned, as `from -> to: observed`. */
function failed({ cells }: Report): string[] {
  return cells.filter(({ ok }) => !ok).map(({ from, to, observed }) => `${from.name} -> ${to.name}: ${observed}`);
}

describe.skipIf(problem !== undefined)("the probe script, run for real in network namespaces", () => {
  let spaces: Namespaces;
  let output: FabricOutput;
  beforeAll(() => {
    output = referenceOutput();
    spaces = new Namespaces(output);
  });
  afterAll(() => {
    spaces.close();
  });
  const run = (path?: string): Promise<Report> => verify(output, { rounds: 1, connect: spaces.connect(path) });

  it("proves all 50 cells of the reference topology, 30 of them blocked", async () => {
    const report = await run();
    expect(failed(report)).toEqual([]);
    expect(report.cells.filter(({ observed }) => observed === "no answer")).toHaveLength(30);
    expect(report.cells.filter(({ rttMs }) => rttMs !== undefined)).toHaveLength(20);
    // This machine's kernel has no 802.1Q, and there are no files: that drift is real.
    expect([...new Set(report.state.filter(({ ok }) => !ok).map(({ property }) => property))]).toEqual([
      "VLAN",
      "boot files",
    ]);
  });

  it("negative control: sees by ARP that two VLANs were joined, though no ping gets through", async () => {
    spaces.run(
      "switch",
      "ip link add j1 type veth peer name j2 && ip link set j1 master sw1 up && ip link set j2 master sw2 up",
    );
    try {
      const report = await run();
      const wrong = failed(report);
      expect(wrong).toContain("bbox10 -> bbox20: reach");
      expect(wrong).toContain("bbox21 -> bbox10: reach");
      expect(wrong.every((line) => /bbox[12][01] -> bbox[12][01]: reach/.test(line))).toBe(true);
      expect(report.cells[cellIndex(output, "bbox10", "bbox21")]?.error).toMatch(/02:.* answered an ARP request/);
    } finally {
      spaces.run("switch", "ip link delete j1");
    }
  });

  it("negative control: sees a link that was pulled", async () => {
    spaces.inside("bbox11", "ip link set eth0 down");
    try {
      const wrong = failed(await run());
      expect(wrong).toContain("bbox10 -> bbox11: no answer");
      expect(wrong).toContain("docker01 -> bbox11: no answer");
      // Its own blocked cells do not count either: nothing was sent.
      expect(wrong).toContain("bbox11 -> bbox20: not probed");
    } finally {
      spaces.inside("bbox11", "ip link set eth0 up && ip route add default via 172.16.10.1");
    }
  });

  it("negative control: names a second device on a planned address", async () => {
    spaces.run("switch", "ip address add 172.16.10.11/32 dev sw1");
    try {
      const report = await run();
      const mac = /link\/ether (\S+)/.exec(spaces.run("switch", "ip -o link show dev sw1"))?.[1] ?? "";
      const cell = report.cells[cellIndex(output, "docker01", "bbox11")];
      expect(cell?.ok).toBe(false);
      expect(cell?.error).toContain(mac);
      // The intruder answers for the host's own container: a reach that must not be.
      expect(failed(report)).toContain("docker02 -> bbox11: reach");
    } finally {
      spaces.run("switch", "ip address delete 172.16.10.11/32 dev sw1");
    }
  });

  it("passes nothing without Docker and arping", async () => {
    const tools = spaces.tools(["arping", "docker"]);
    const report = await run(tools);
    expect(report.verdict).toBe("failed");
    const passed = report.cells.filter(({ ok }) => ok);
    expect(passed.every(({ from, method }) => from.kind === "host" && method !== "arp")).toBe(true);
    expect(passed).toHaveLength(8);
    expect(report.cells[cellIndex(output, "bbox10", "bbox20")]?.error).toMatch(/^docker is missing on docker01/);
    expect(report.cells[cellIndex(output, "docker01", "bbox10")]?.error).toMatch(
      /^arping is missing on docker01: apt-get install/,
    );
  });
});
