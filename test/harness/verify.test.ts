import { describe, expect, it } from "vitest";
import { exitCode, reportSchema } from "../../harness/report";
import { verify } from "../../harness/verify";
import { arpFrom, cellIndex, fakeHosts, NO_RESULT, PING_OK, PING_SILENT } from "./fake-host";
import { referenceOutput } from "./fixture";

const output = referenceOutput();
const reach = cellIndex(output, "bbox10", "bbox11");
const blocked = cellIndex(output, "bbox10", "bbox20");
const quick = { pause: 1 };

describe("verify", () => {
  it("passes when everything is as planned, with one login and one script for each host", async () => {
    const hosts = fakeHosts(output);
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.verdict).toBe("passed");
    expect(exitCode(report)).toBe(0);
    expect(report.counts).toEqual({ cells: 50, passed: 50, failed: 0, notProbed: 0, stateItems: 72, drift: 0 });
    expect(hosts.logins.sort()).toEqual(["docker01", "docker02"]);
    expect([...hosts.scripts.values()].map((scripts) => scripts.length)).toEqual([1, 1]);
    expect(report.cells[reach]).toMatchObject({ observed: "reach", ok: true, rttMs: 3.14, attempts: 1 });
    expect(report.cells[cellIndex(output, "docker02", "192.168.1.11:5000")]).toMatchObject({ rttMs: 2.2 });
    expect(reportSchema.parse(report)).toEqual(report);
  });

  it("negative control: fails if the expectation of any one cell is inverted", async () => {
    for (const index of output.reachability.keys()) {
      const sabotaged = structuredClone(output);
      const cell = sabotaged.reachability[index];
      if (cell === undefined) throw new Error("no cell");
      cell.expect = cell.expect === "reach" ? "blocked" : "reach";
      // The hosts answer as the true plan says; second looks that the sabotage adds hear what a neighbour would say.
      const truth = fakeHosts(output, (id) => (id.startsWith(`${index}.`) ? arpFrom("02:00:00:00:00:01") : undefined));
      const report = await verify(sabotaged, { ...quick, connect: truth.connect });
      expect(report.verdict, JSON.stringify(cell)).toBe("failed");
      expect(exitCode(report)).toBe(1);
      expect(report.cells.filter(({ ok }) => !ok)).toHaveLength(1);
      expect(report.cells[index]?.ok).toBe(false);
    }
  });

  it("tries only what failed again, on the same login, and takes the later answer", async () => {
    const hosts = fakeHosts(output, (id, round) => (id === String(reach) && round < 3 ? PING_SILENT : undefined));
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.verdict).toBe("passed");
    expect(report.cells[reach]).toMatchObject({ ok: true, attempts: 3 });
    expect(hosts.logins).toHaveLength(2);
    const scripts = hosts.scripts.get("docker01") ?? [];
    expect(scripts).toHaveLength(3);
    expect(scripts[1]?.match(/^[\d.]+ (ping|tcp|arp|arp-by-mac) /gm)).toHaveLength(1);
    expect(scripts[1]).toContain("\nwith_state=''\n");
    expect(hosts.scripts.get("docker02")).toHaveLength(1);
  });

  it("gives up after three rounds and says what it saw and where to look", async () => {
    const hosts = fakeHosts(output, (id) => (id === String(reach) ? PING_SILENT : undefined));
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.cells[reach]).toMatchObject({
      observed: "no answer",
      ok: false,
      attempts: 3,
      error: "no answer to ping",
    });
    expect(report.cells[reach]?.advice).toMatch(/promiscuous mode/);
  });

  it("begins no further round after the deadline", async () => {
    const hosts = fakeHosts(output, (id) => (id === String(reach) ? PING_SILENT : undefined));
    await verify(output, { pause: 50, deadline: 20, connect: hosts.connect });
    expect(hosts.scripts.get("docker01")).toHaveLength(1);
  });

  it("takes a reach that must not be as proof, whatever a second try shows", async () => {
    const hosts = fakeHosts(output, (id, round) => (id === String(blocked) && round === 1 ? PING_OK : undefined));
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.cells[blocked]).toMatchObject({ observed: "reach", ok: false, attempts: 1 });
    expect(report.cells[blocked]?.advice).toMatch(/connects the two segments/);
  });

  it("fails a blocked cell whose ping is silent but whose ARP request is answered", async () => {
    const hosts = fakeHosts(output, (id) => (id === `${blocked}.0` ? arpFrom("02:aa:aa:aa:aa:aa") : undefined));
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.cells[blocked]).toMatchObject({ observed: "reach", ok: false });
    expect(report.cells[blocked]?.error).toBe(
      "02:aa:aa:aa:aa:aa answered an ARP request: both are in one layer-2 domain",
    );
  });

  it("never passes a blocked cell whose probe did not run", async () => {
    for (const answer of [
      "127\tnsenter: failed to execute ping",
      "2\tping: invalid option",
      "124\t",
      NO_RESULT,
      "1\tUsage: ping",
    ]) {
      const hosts = fakeHosts(output, (id) => (id === String(blocked) ? answer : undefined));
      const report = await verify(output, { ...quick, connect: hosts.connect });
      expect(report.cells[blocked], answer).toMatchObject({ observed: "not probed", ok: false });
      expect(report.verdict).toBe("failed");
    }
  });

  it("names the intruder that answers on a planned address, alone or beside the right one", async () => {
    const cell = cellIndex(output, "docker01", "bbox11");
    const own = output.containers["bbox11"]?.attach["vlan10"]?.mac ?? "";
    for (const answer of [
      arpFrom("02:66:66:66:66:66"),
      `${arpFrom(own)} Unicast reply from 10.0.0.1 [02:66:66:66:66:66] 2.0ms`,
    ]) {
      const hosts = fakeHosts(output, (id) => (id === String(cell) ? answer : undefined));
      const report = await verify(output, { ...quick, connect: hosts.connect });
      expect(report.cells[cell]).toMatchObject({ ok: false, attempts: 1 });
      expect(report.cells[cell]?.error).toContain("answered by 02:66:66:66:66:66");
    }
  });

  it("reports a missing tool once, does not try again, and fails only what needs it", async () => {
    const hosts = fakeHosts(output, undefined, (text, host) =>
      host === "docker01" ? text.replace("@begin", "@begin\n@missing\tarping") : text,
    );
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.cells[blocked]?.error).toMatch(/^arping is missing on docker01: apt-get install iputils-arping/);
    expect(report.cells[reach]?.ok).toBe(true);
    expect(hosts.scripts.get("docker01")).toHaveLength(1);
  });

  it("lets the other hosts finish when one cannot be reached", async () => {
    const hosts = fakeHosts(output);
    const report = await verify(output, {
      ...quick,
      connect: (host, target) =>
        host === "docker02" ? Promise.reject(new Error("docker02: is not answering")) : hosts.connect(host, target),
    });
    expect(report.verdict).toBe("failed");
    expect(report.hosts["docker02"]?.error).toBe("docker02: is not answering");
    expect(report.counts.notProbed).toBe(25);
    expect(report.cells.filter(({ ok }) => !ok).every(({ error }) => error === "docker02: is not answering")).toBe(
      true,
    );
    expect(report.state.every(({ host }) => host === "docker01")).toBe(true);
  });

  it("keeps what is known when the script ends early, and passes nothing else", async () => {
    const hosts = fakeHosts(output, undefined, (text, host) =>
      host === "docker01" ? text.slice(0, text.length / 2) : text,
    );
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.hosts["docker01"]?.error).toMatch(/ended early/);
    expect(report.counts.passed).toBeGreaterThan(25);
    expect(report.counts.notProbed).toBeGreaterThan(0);
  });

  it("quotes sudo if the script did not start", async () => {
    const connect = () =>
      Promise.resolve({
        close: () => undefined,
        run: () => Promise.resolve({ status: 1, stdout: "", stderr: "sudo: a password is required\n" }),
      });
    const report = await verify(output, { ...quick, connect });
    expect(report.hosts["docker01"]?.error).toBe(
      "docker01: the probe script did not start (exit 1): sudo: a password is required",
    );
    expect(report.counts.passed).toBe(0);
  });

  it("has nothing to verify without cells, logs in nowhere, and does not pass", async () => {
    const hosts = fakeHosts(output);
    const report = await verify({ ...output, reachability: [] }, { connect: hosts.connect });
    expect(report.verdict).toBe("nothing to verify");
    expect(exitCode(report)).toBe(2);
    expect(hosts.logins).toEqual([]);
  });
});
