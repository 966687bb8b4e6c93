import { describe, expect, it } from "vitest";
import { chooseProof } from "../../harness/reachability/choose-proof";
import { expectedReachability } from "../../harness/reachability/expected-reachability";
import { exitCode, reportSchema } from "../../harness/report";
import { verify } from "../../harness/verify";
import { answerFrom, BROKEN, cellIndex, fakeHosts, NO_RESULT, probeIds, SILENT } from "./fake-host";
import { linkMac, referenceOutput, richOutput, testMac } from "./fixture";

const output = referenceOutput();
const cells = chooseProof(output);
const reach = cellIndex(cells, "bbox10", "bbox11");
const blocked = cellIndex(cells, "bbox10", "bbox20");
const quick = { pause: 1 };
const STRANGER = "02:66:66:66:66:66";

/** The report when one probe prints something else than planned. */
async function verifyWith(id: number | string, printed: string) {
  const hosts = fakeHosts(output, (probe) => (probe === String(id) ? printed : undefined));
  return verify(output, { ...quick, connect: hosts.connect });
}

/** One host with these segments, and nothing on them. */
function bareOutput(segments: typeof output.segments): typeof output {
  const { registry: _, ...rest } = output;
  const hosts = Object.fromEntries(Object.entries(output.hosts).slice(0, 1));
  return { ...rest, hosts, segments, bridges: {}, containers: {} };
}

describe("verify", () => {
  it("passes when everything is as planned, with one login and one script for each host", async () => {
    const hosts = fakeHosts(output);
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.cells.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.state.filter(({ ok }) => !ok)).toEqual([]);
    expect(exitCode(report)).toBe(0);
    expect(report.counts).toMatchObject({ cells: 50, passed: 50, failed: 0, notProbed: 0, drift: 0 });
    expect(hosts.logins.sort()).toEqual(["docker01", "docker02"]);
    expect([...hosts.scripts.values()].map((scripts) => scripts.length)).toEqual([1, 1]);
    expect(report.cells[reach]).toMatchObject({ observed: "reach", ok: true, rttMs: 3.14, attempts: 1 });
    expect(reportSchema.parse(report)).toEqual(report);
  });

  it("passes a topology of both families and drivers, shared addresses, shims and bridges, in proof and in full", async () => {
    const rich = richOutput();
    for (const full of [false, true]) {
      const all = full ? expectedReachability(rich) : chooseProof(rich);
      const hosts = fakeHosts(rich, undefined, undefined, all);
      const report = await verify(rich, { ...quick, full, connect: hosts.connect });
      expect(report.cells.filter(({ ok }) => !ok)).toEqual([]);
      expect(report.state.filter(({ ok }) => !ok)).toEqual([]);
      expect(report).toMatchObject({ verdict: "passed", scope: full ? "all pairs" : "proof" });
      expect(report.cells).toHaveLength(all.length);
    }
  });

  it("says what was proven, and by how many cells of each method", async () => {
    const { proofs } = await verifyWith(reach, SILENT);
    expect(proofs.map(({ proves, passed, failed, methods }) => [proves, passed, failed, methods])).toEqual([
      ["endpoint", 12, 0, { arp: 12 }],
      ["outward", 5, 1, { ping: 6 }],
      ["apart", 24, 0, { ping: 24 }],
      ["hosts", 6, 0, { ping: 6 }],
      ["registry", 2, 0, { tcp: 2 }],
    ]);
  });

  it("negative control: fails if the expectation of any one cell is inverted", async () => {
    for (const [index, cell] of cells.entries()) {
      const inverted = { ...cell, expect: cell.expect === "reach" ? "blocked" : "reach" } as const;
      // The hosts answer as the true plan says; second looks that the sabotage adds hear what a neighbour would say.
      const truth = fakeHosts(output, (id) => (id.startsWith(`${index}.`) ? answerFrom(STRANGER) : undefined));
      const change = () => cells.map((one) => (one === cell ? inverted : one));
      const report = await verify(output, { ...quick, cells: change, connect: truth.connect });
      expect(report.verdict, JSON.stringify(cell)).toBe("failed");
      expect(exitCode(report)).toBe(1);
      expect(report.cells.filter(({ ok }) => !ok)).toHaveLength(1);
      expect(report.cells[index]?.ok).toBe(false);
    }
  });

  it("tries only what failed again, on the same login, and takes the later answer", async () => {
    const hosts = fakeHosts(output, (id, round) => (id === String(reach) && round < 3 ? SILENT : undefined));
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.verdict).toBe("passed");
    expect(report.cells[reach]).toMatchObject({ ok: true, attempts: 3 });
    expect(hosts.logins).toHaveLength(2);
    const scripts = hosts.scripts.get("docker01") ?? [];
    expect(scripts).toHaveLength(3);
    expect(probeIds(scripts[1] ?? "")).toEqual([String(reach)]);
    expect(scripts[1]).toContain("\nwith_state=''\n");
    expect(hosts.scripts.get("docker02")).toHaveLength(1);
  });

  it("gives up after three rounds and says what it saw and where to look", async () => {
    const report = await verifyWith(reach, SILENT);
    expect(report.cells[reach]).toMatchObject({ observed: "no answer", ok: false, attempts: 3 });
    expect(report.cells[reach]?.error).toBe("no answer to ping");
    expect(report.cells[reach]?.advice).toMatch(/promiscuous mode/);
  });

  it("begins no further round after the deadline", async () => {
    const hosts = fakeHosts(output, (id) => (id === String(reach) ? SILENT : undefined));
    await verify(output, { pause: 50, deadline: 20, connect: hosts.connect });
    expect(hosts.scripts.get("docker01")).toHaveLength(1);
  });

  it("takes a reach that must not be as proof, whatever a second try shows", async () => {
    const hosts = fakeHosts(output, (id, round) =>
      id === String(blocked) && round === 1 ? answerFrom(STRANGER) : undefined,
    );
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.cells[blocked]).toMatchObject({ observed: "reach", ok: false, attempts: 1 });
    expect(report.cells[blocked]?.advice).toMatch(/connects the two segments/);
  });

  it("fails a blocked cell whose ping is silent but whose address somebody claims", async () => {
    const report = await verifyWith(`${blocked}.0`, answerFrom(STRANGER));
    expect(report.cells[blocked]).toMatchObject({ observed: "reach", ok: false });
    expect(report.cells[blocked]?.error).toBe(
      `${STRANGER} answered when asked for the address: both are in one layer-2 domain`,
    );
  });

  it("never passes a blocked cell whose probe did not run", async () => {
    for (const printed of [BROKEN, NO_RESULT]) {
      const report = await verifyWith(blocked, printed);
      expect(report.cells[blocked], printed).toMatchObject({ observed: "not probed", ok: false });
      expect(report.verdict).toBe("failed");
    }
  });
});

describe("who answers", () => {
  const own = testMac(output, "bbox11", "vlan10");
  const byArp = cellIndex(cells, "docker01", "bbox11");

  it("must be the owner by the MAC that the owner's host shows, for ARP as for pings, alone or beside him", async () => {
    for (const [cell, macs] of [
      [byArp, [STRANGER]],
      [byArp, [own, STRANGER]],
      [reach, [STRANGER]],
      [reach, [own, STRANGER]],
    ] as const) {
      const report = await verifyWith(cell, answerFrom(...macs));
      expect(report.cells[cell]).toMatchObject({ observed: "reach", ok: false, attempts: 1 });
      expect(report.cells[cell]?.error).toBe(
        `answered by ${STRANGER}, but bbox11 has ${own}: another device has this address`,
      );
      expect(report.cells[cell]?.advice).toContain(STRANGER);
      expect(report.cells[cell]?.advice).not.toContain(own);
    }
  });

  it("may have any MAC that the engine chose, a new one at every start", async () => {
    const random = "7a:11:22:33:44:55";
    const hosts = fakeHosts(
      output,
      (id) => ([String(byArp), String(reach)].includes(id) ? answerFrom(random) : undefined),
      (text) => text.replaceAll(own, random),
    );
    expect((await verify(output, { ...quick, connect: hosts.connect })).verdict).toBe("passed");
  });

  it("is any owner of a shared address, and nobody else", async () => {
    const rich = richOutput();
    const all = chooseProof(rich);
    const cell = cellIndex(all, "ten3", "dns2", { address: "172.16.10.53" });
    const run = async (mac: string) => {
      const hosts = fakeHosts(rich, (id) => (id === String(cell) ? answerFrom(mac) : undefined));
      return (await verify(rich, { ...quick, connect: hosts.connect })).cells[cell];
    };
    for (const name of ["dns1", "dns2"]) expect(await run(testMac(rich, name, "vlan10"))).toMatchObject({ ok: true });
    expect(await run(STRANGER)).toMatchObject({ ok: false });
  });

  it("has the carrier's MAC on ipvlan", async () => {
    const rich = richOutput();
    const all = chooseProof(rich);
    const cell = cellIndex(all, "docker01", "thirty2");
    const hosts = fakeHosts(rich, (id) =>
      id === String(cell) ? answerFrom(linkMac(rich, "docker01", "ens33")) : undefined,
    );
    const report = await verify(rich, { ...quick, connect: hosts.connect });
    expect(report.cells[cell]?.error).toContain(`thirty2 has ${linkMac(rich, "docker02", "ens33")}`);
  });

  it("is not known when the owner's host could not be read, and then the cell does not pass", async () => {
    const hosts = fakeHosts(output);
    const report = await verify(output, {
      ...quick,
      connect: (host, target) =>
        host === "docker02" ? Promise.reject(new Error("docker02: is not answering")) : hosts.connect(host, target),
    });
    expect(report.cells[byArp]).toMatchObject({ observed: "reach", ok: false });
    expect(report.cells[byArp]?.error).toBe(`answered by ${own}, but the MAC of bbox11 on docker02 could not be read`);
    expect(report.cells[byArp]?.advice).toBe("docker02 itself, which could not be verified either");
  });
});

describe("hosts that fail", () => {
  it("report a missing tool once, do not try again, and fail only what needs it", async () => {
    const hosts = fakeHosts(output, undefined, (text, host) =>
      host === "docker01" ? text.replace("@begin", "@begin\n@missing\tperl") : text,
    );
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.cells[blocked]?.error).toMatch(
      /^perl is missing on docker01: apt-get install perl-base, dnf install /,
    );
    expect(report.cells[cellIndex(cells, "bbox11", "bbox10")]?.ok).toBe(true);
    expect(hosts.scripts.get("docker01")).toHaveLength(1);
  });

  it("quote the program that sends the probes if it fails", async () => {
    const hosts = fakeHosts(
      output,
      (id) => (id === String(blocked) ? NO_RESULT : undefined),
      (text) => text.replace("@begin", "@begin\n@prober-says\tsetns: Operation not permitted"),
    );
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.cells[blocked]?.error).toContain("failed on docker01: setns: Operation not permitted");
  });

  it("let the other hosts finish when one cannot be reached", async () => {
    const hosts = fakeHosts(output);
    const report = await verify(output, {
      ...quick,
      connect: (host, target) =>
        host === "docker02" ? Promise.reject(new Error("docker02: is not answering")) : hosts.connect(host, target),
    });
    expect(report.verdict).toBe("failed");
    expect(report.hosts["docker02"]?.error).toBe("docker02: is not answering");
    expect(report.counts.notProbed).toBe(25);
    const untried = report.cells.filter(({ observed }) => observed === "not probed");
    expect(untried.every(({ error }) => error === "docker02: is not answering")).toBe(true);
    expect(report.state.every(({ host }) => host === "docker01")).toBe(true);
  });

  it("keep what is known when the script ends early, and pass nothing else", async () => {
    const hosts = fakeHosts(output, undefined, (text, host) =>
      host === "docker01" ? text.slice(0, text.indexOf("@docker")) : text,
    );
    const report = await verify(output, { ...quick, connect: hosts.connect });
    expect(report.hosts["docker01"]?.error).toMatch(/ended early/);
    expect(report.cells[blocked]).toMatchObject({ ok: true });
    // Nobody knows the MACs of docker01's containers.
    expect(report.cells[cellIndex(cells, "docker02", "bbox10")]).toMatchObject({ ok: false });
  });

  it("quote sudo if the script did not start", async () => {
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

  it("are compared with the plan where nobody is to reach anybody", async () => {
    const alone = bareOutput(output.segments);
    const hosts = fakeHosts(alone, undefined, undefined, []);
    const report = await verify(alone, { connect: hosts.connect });
    expect(report.counts).toMatchObject({ cells: 0, drift: 0 });
    expect(report.counts.stateItems).toBeGreaterThan(0);
    expect(report.state.map(({ subject }) => subject)).toContain("link ens33.10");
    expect(exitCode(report)).toBe(0);
    const refuse = () => Promise.reject(new Error("refused"));
    expect(exitCode(await verify(alone, { ...quick, connect: refuse }))).toBe(1);
  });

  it("are not logged in to where nothing is planned on them, and nothing passes", async () => {
    const hosts = fakeHosts(output);
    const report = await verify(bareOutput({}), { connect: hosts.connect });
    expect(report.verdict).toBe("nothing to verify");
    expect(exitCode(report)).toBe(2);
    expect(hosts.logins).toEqual([]);
  });
});
