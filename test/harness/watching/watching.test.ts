import { describe, expect, it } from "vitest";
import { chooseProof } from "../../../harness/reachability/choose-proof";
import { verify } from "../../../harness/verify";
import { roundOf, type Round } from "../../../harness/watching/round";
import { renderTable } from "../../../harness/watching/watch-table";
import { duration, roundLine, watchRound, type Watched } from "../../../harness/watching/watched";
import { answerFrom, cellIndex, fakeHosts, SILENT } from "../fake-host";
import { referenceOutput } from "../fixture";

const output = referenceOutput();
const cells = chooseProof(output);
const apart = cellIndex(cells, "bbox10", "bbox20");

interface Sight {
  /** Containers that do not answer. */
  readonly silent?: readonly string[];
  /** Probes that are answered although they must not be. */
  readonly leaks?: readonly string[];
  readonly edit?: (text: string, host: string) => string;
}

/** A round that began so many seconds after the first. */
async function roundAt(seconds: number, { silent = [], leaks = [], edit }: Sight = {}): Promise<Round> {
  const hosts = fakeHosts(
    output,
    (id) => {
      const cell = cells[Number(id.split(".")[0])];
      if (leaks.includes(id)) return answerFrom("02:66:66:66:66:66");
      return cell?.expect === "reach" && silent.includes(cell.to.name) ? SILENT : undefined;
    },
    edit,
  );
  const report = await verify(output, { pause: 1, connect: hosts.connect });
  const started = new Date(Date.UTC(2026, 2, 1, 10, 0, seconds)).toISOString();
  return roundOf({ ...report, started, durationMs: 4000 }, output);
}

const stopped: Sight = { silent: ["bbox11"], edit: (text) => text.replace("/bbox11\trunning", "/bbox11\texited") };

async function watched(...sights: readonly Sight[]): Promise<Watched> {
  let last: Watched | undefined;
  for (const [at, sight] of sights.entries()) last = watchRound(last, await roundAt(at * 10, sight));
  if (last === undefined) throw new Error("there is no round");
  return last;
}

describe("what is watched", () => {
  it("says nothing as long as nothing changes", async () => {
    expect((await watched({}, {})).changes).toEqual([]);
    expect((await watched(stopped, stopped)).changes).toEqual([]);
  });

  it("says in the first round everything that is wrong", async () => {
    const { changes } = await watched(stopped);
    expect(changes).toContain("bbox11: nobody reaches it");
    expect(changes).toContain("drift on docker02, container bbox11, state: exited (exit code 0), planned: running");
  });

  it("says once that an endpoint is lost, and that it is back, after how long", async () => {
    const lost = await watched({}, stopped);
    expect(lost.changes).toEqual([
      "bbox11: nobody reaches it any more",
      "drift on docker02, container bbox11, state: exited (exit code 0), planned: running",
    ]);
    expect((await watched({}, stopped, stopped, {})).changes).toEqual([
      "bbox11: reached again, after 30 s",
      "over: drift on docker02, container bbox11, state: exited (exit code 0), planned: running",
    ]);
  });

  it("names a pair that reaches each other and must not, and a host that cannot be verified", async () => {
    const { changes, last } = await watched({}, { leaks: [String(apart), `${apart}.0`] });
    expect(changes).toEqual([expect.stringMatching(/^bbox10 must not reach bbox20 \(172\.16\.20\.20\): .*02:66/)]);
    expect(last.exitCode).toBe(1);
    const early = await watched({}, { edit: (text, host) => (host === "docker02" ? text.replace("@end", "") : text) });
    expect(early.changes).toContain("docker02 cannot be verified: docker02: the probe script ended early");
  });

  it("does not say that something is over while its host cannot be read", async () => {
    const cut: Sight = { edit: (text, host) => (host === "docker02" ? text.replace("@end", "") : text) };
    const leaks: Sight = { leaks: [String(apart), `${apart}.0`] };
    const over = "over: drift on docker02, container bbox11, state: exited (exit code 0), planned: running";
    expect((await watched({}, stopped, cut)).changes).not.toContain(over);
    expect((await watched({}, stopped, cut, {})).changes).toContain(over);
    const silent: Sight = { silent: ["bbox20"] };
    expect((await watched({}, leaks, silent)).changes.join()).not.toContain("over: bbox10 must not reach bbox20");
    expect((await watched({}, leaks, silent, {})).changes.join()).toContain("over: bbox10 must not reach bbox20");
  });

  it("is one line of JSON for each round", async () => {
    const line = roundLine(await watched({}, stopped));
    expect(line).not.toContain("\n");
    const { rttMs, ...rest } = JSON.parse(line) as { rttMs: Record<string, number> };
    expect(rest).toMatchObject({ at: "2026-03-01T10:00:10.000Z", exitCode: 1, missing: ["container bbox11"] });
    expect(rttMs["container bbox10"]).toBe(3.14);
    expect(rttMs).not.toHaveProperty("container bbox11");
  });
});

describe("the table", () => {
  const now = Date.UTC(2026, 2, 1, 10, 0, 16);
  const options = { stack: "dev", now, width: 100, paint: (_: string, text: string) => text };

  it("has a line for each endpoint, and the last changes", async () => {
    const last = await watched({}, stopped);
    const lines = renderTable(last, { ...options, next: now + 4000, height: 40, history: last.changes });
    expect(lines.join("\n")).toMatchInlineSnapshot(`
      "watch dev: round 2 at 10:00:10 UTC took 4.0 s, next in 4 s, Ctrl-C ends it
      FAILED: 48 of 50 cells as planned, 1 drifted

      endpoint  on            last seen  RTT     cells   drift
      bbox1     docker01      now        3.1 ms  7 of 7
      bbox2     docker02      now        3.1 ms  7 of 7
      bbox10    docker01      now        3.1 ms  7 of 7
      bbox11    docker02      16 s ago           5 of 7  state
      bbox20    docker01      now        3.1 ms  7 of 7
      bbox21    docker02      now        3.1 ms  7 of 7
      docker01  192.168.1.11  now        3.1 ms  3 of 3
      docker02  192.168.1.13  now        3.1 ms  3 of 3
      registry  docker01      now        3.1 ms  2 of 2

      Changes
        bbox11: nobody reaches it any more
        drift on docker02, container bbox11, state: exited (exit code 0), planned: running"
    `);
  });

  it("shows what has problems first where not all fit, and no line is too long", async () => {
    const last = await watched({}, stopped);
    const lines = renderTable(last, { ...options, width: 40, height: 9, history: last.changes });
    expect(lines.length).toBeLessThanOrEqual(20);
    expect(lines.find((line) => line.startsWith("bbox"))).toMatch(/^bbox11 /);
    expect(lines).toContain("and 7 more, all as planned");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  });

  it("says spans of time as people do", () => {
    expect([0, 59_400, 125_000, 12_000_000].map(duration)).toEqual(["0 s", "59 s", "2 min 5 s", "3 h 20 min"]);
  });
});
