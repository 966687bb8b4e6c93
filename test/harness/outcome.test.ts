import { describe, expect, it } from "vitest";
import { cellOutcome, probeOutcome } from "../../harness/outcome";
import { parseProbeOutput } from "../../harness/parse-probe-output";
import type { Cell, Probe } from "../../harness/probes";

const MAC = "02:af:d5:2c:59:41";

function outcome(method: Cell["method"], printed: string, more = "") {
  const probe: Probe = { id: "7", method, address: "10.0.0.9", tries: 1, container: "bbox1" };
  return probeOutcome(probe, "docker01", parseProbeOutput(`@begin\n${more}\n${printed}\n@end\n`));
}

describe("what a probe showed", () => {
  const answers: [string, Cell["method"], string, object][] = [
    ["an echo reply", "ping", `@answer\t7\t0.035\t${MAC}`, { observed: "reach", rttMs: 0.035, macs: [MAC] }],
    ["an echo reply of who has no MAC", "ping", "@answer\t7\t0.035\t", { observed: "reach", rttMs: 0.035 }],
    ["two devices with one address", "arp", `@answer\t7\t1.000\t${MAC},02:00:00:00:00:02`, { observed: "reach", macs: [MAC, "02:00:00:00:00:02"] }],
    ["silence", "ping", "@silence\t7\tno answer\t", { observed: "no answer", detail: "no answer to ping" }],
    ["silence of IPv6", "ndp", "@silence\t7\tno answer\t", { observed: "no answer", detail: "no answer to neighbour solicitations" }],
    ["no route", "ping", "@silence\t7\tno route to it\t", { observed: "no answer", detail: "no route to it" }],
    ["who claims an address but does not answer its ping", "ping", `@silence\t7\tno answer\t${MAC}`, { observed: "no answer", macs: [MAC] }],
    ["no connection in time", "tcp", "@silence\t7\tno connection within 3 s\t", { observed: "no answer", detail: "no connection within 3 s" }],
    // A refusal is an answer but not a connection: it proves neither a reach nor a block.
    ["a refusal", "tcp", "@failure\t7\tConnection refused", { observed: "not probed", detail: "tcp failed on docker01: Connection refused" }],
    ["what could not be sent", "arp", "@failure\t7\tNetwork is down", { observed: "not probed", detail: "arp failed on docker01: Network is down" }],
  ]; // prettier-ignore
  it.each(answers)("%s", (_, method, printed, expected) => {
    expect(outcome(method, printed)).toMatchObject(expected);
  });

  const reasons: [string, string, RegExp][] = [
    ["no program to send them", "@missing\tperl", /^perl is missing on docker01: apt-get install perl-base, dnf install perl-interpreter/],
    ["no Docker", "@missing\tdocker", /^docker is missing on docker01: install docker-ce/],
    ["a daemon that does not answer", "@docker\t1\n@docker-says\tCannot connect to the Docker daemon", /^Docker on docker01 does not answer: Cannot connect/],
    ["a daemon that hangs", "@docker\t124", /no answer within 30 s/],
    ["no such container", "@docker\t1\n@docker-says\tError: No such object: bbox1", /^container bbox1 does not exist on docker01/],
    ["a stopped container", "@container\t/bbox1\texited\t0\tx\t{}", /^container bbox1 on docker01 is not running \(exited\)/],
    ["a program that failed", "@container\t/bbox1\trunning\t1\tx\t{}\n@prober-says\tsetns: Invalid argument", /failed on docker01: setns: Invalid argument/],
    ["a container that ended meanwhile", "@container\t/bbox1\trunning\t1\tx\t{}", /left no result: the container may have stopped/],
  ]; // prettier-ignore
  it.each(reasons)("is not known, with the reason: %s", (_, more, detail) => {
    const seen = outcome("ping", "", more);
    expect(seen.observed).toBe("not probed");
    expect(seen.detail).toMatch(detail);
  });
});

describe("what a blocked cell showed", () => {
  const cell = { expect: "blocked", method: "ping" } as Cell;
  it("is a reach as soon as anybody claims the address, even if the ping got no answer", () => {
    const silent = { observed: "no answer", detail: "no answer to ping" } as const;
    expect(cellOutcome(cell, [{ ...silent, macs: [MAC] }])).toMatchObject({
      observed: "reach",
      ok: false,
      final: true,
    });
    expect(cellOutcome(cell, [silent, { observed: "reach", macs: [MAC] }])).toMatchObject({
      observed: "reach",
      ok: false,
    });
    expect(cellOutcome(cell, [silent, silent])).toMatchObject({ observed: "no answer", ok: true });
  });
  it("is nothing while one of its probes did not run", () => {
    const outcomes = [{ observed: "no answer" }, { observed: "not probed", detail: "x" }] as const;
    expect(cellOutcome(cell, outcomes)).toMatchObject({ observed: "not probed", ok: false });
  });
});
