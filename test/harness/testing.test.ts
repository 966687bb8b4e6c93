import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import * as harness from "../../harness";
import type { FabricOutput } from "../../harness/contract";
import { evidence } from "../../harness/evidence";
import type { CellReport } from "../../harness/report";
import type { Connect } from "../../harness/ssh";
import { pairCells, type End, type Way } from "../../harness/testing/pair-cells";
import { answerFrom, BROKEN, fakeHosts, SILENT, type Answer } from "./fake-host";
import { referenceOutput, richOutput } from "./fixture";

const { Lab, loadFabric, waitUntil } = harness;
const output = referenceOutput();
const folder = mkdtempSync(join(tmpdir(), "mf-testing-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A lab whose hosts answer as planned, but for `answer`, when a test asks about one pair. */
function labFor(from: End, to: End, expected: "reach" | "blocked", answer?: Answer, of = output, way: Way = {}) {
  const cells = pairCells(from, to, expected, way, of);
  const hosts = fakeHosts(of, answer, undefined, cells);
  return { lab: new Lab(of, hosts.connect), ...hosts };
}

describe("loadFabric", () => {
  it("reads a file, a URL and a value", async () => {
    const file = join(folder, "outputs.json");
    writeFileSync(file, JSON.stringify({ fabric: output }));
    const server = createServer((_, response) => response.end(JSON.stringify(output))).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fabric.json`;
    const labs = await Promise.all([loadFabric({ file }), loadFabric({ url }), loadFabric({ output })]);
    server.close();
    for (const lab of labs) expect(lab.output).toEqual(output);
  });

  const wrong: [string, harness.Source, RegExp][] = [
    ["a file that is not there", { file: "none.json" }, /^none\.json: cannot be read: ENOENT/],
    ["a server that is not there", { url: "http://127.0.0.1:1/x" }, /^http:\/\/127\.0\.0\.1:1\/x: cannot be read: /],
    ["a value of another kind", { output: { hosts: {} } }, /^output: has no output `fabric`/],
    ["nothing", { output: undefined }, /^output: is empty/],
  ];
  it.each(wrong)("refuses %s", async (_, source, message) => {
    await expect(loadFabric(source)).rejects.toThrow(message);
  });
});

describe("expectReach and expectBlocked", () => {
  it("pass when it is so, with one login to each host that they concern", async () => {
    const { lab, logins } = labFor("bbox10", "bbox11", "reach");
    await lab.expectReach("bbox10", "bbox11");
    await lab.expectReach("bbox10", "bbox11");
    expect(logins.sort()).toEqual(["docker01", "docker02"]);
    await labFor("bbox10", "bbox20", "blocked").lab.expectBlocked("bbox10", "bbox20");
  });

  it("fail with the evidence and with what to look at", async () => {
    const { lab } = labFor("bbox10", "bbox11", "reach", () => SILENT);
    await expect(lab.expectReach("bbox10", "bbox11")).rejects.toThrow(
      /^bbox10 must reach bbox11 \(172\.16\.10\.11 by ping\): no answer to ping\nPlanned: reach, because: the test expects it\nObserved: no answer, tried 3 times\nLook at: the path between docker01 and docker02/,
    );
    const open = labFor("bbox10", "bbox20", "blocked", () => answerFrom("02:00:00:00:02:04"));
    await expect(open.lab.expectBlocked("bbox10", "bbox20")).rejects.toThrow(/^bbox10 must not reach bbox20 /);
  });

  it("are not satisfied by an answer of another than the owner, nor by a probe that was not sent", async () => {
    const stranger = labFor("bbox10", "bbox11", "reach", () => answerFrom("02:66:66:66:66:66"));
    await expect(stranger.lab.expectReach("bbox10", "bbox11")).rejects.toThrow(/another device has this address/);
    const unsent = labFor("bbox10", "bbox20", "blocked", () => BROKEN);
    await expect(unsent.lab.expectBlocked("bbox10", "bbox20")).rejects.toThrow(/Observed: not probed/);
  });

  it("know who shares an address", async () => {
    const rich = richOutput();
    const { lab, logins } = labFor("ten1", "dns1", "reach", undefined, rich);
    await lab.expectReach("ten1", "dns1");
    expect(logins.sort()).toEqual(["docker01", "docker02"]);
  });

  it("try each address of a family that both have, or a port", () => {
    const rich = richOutput();
    const tried = (from: End, to: End, way: Way = {}) =>
      pairCells(from, to, "reach", way, rich).map(({ address, method, port }) => [address, method, port]);
    expect(tried("ten1", "ten3")).toEqual([
      ["172.16.10.12", "ping", undefined],
      ["fd00:10::12", "ping", undefined],
    ]);
    expect(tried("bbox1", "ten1", { port: 80 })).toEqual([["172.16.10.10", "tcp", 80]]);
    expect(tried("docker01", { host: "docker02" })).toEqual([["192.168.1.13", "ping", undefined]]);
  });

  it("say which names there are, and ask which is meant", () => {
    const cells = (end: End, of = output) => pairCells("bbox1", end, "reach", {}, of);
    expect(() => cells("bbox9")).toThrow(
      /^there is no host or container "bbox9" in the stack: it has docker01, docker02, bbox1, /,
    );
    expect(() => cells({ host: "bbox2" })).toThrow(
      /^there is no host "bbox2" in the stack: it has docker01, docker02$/,
    );
    const twice: FabricOutput = {
      ...output,
      hosts: {
        ...output.hosts,
        bbox2: { address: "", nic: "", docker: "", ssh: { host: "", port: 0, user: "", hostKey: "" } },
      },
    };
    expect(() => cells("bbox2", twice)).toThrow(/^"bbox2" is a host and a container: write \{ host: "bbox2" \}/);
    expect(cells({ container: "bbox2" }, twice)[0]?.address).toBe("172.22.16.20");
  });
});

describe("exec", () => {
  function recorder(fail = false) {
    const logins: string[] = [];
    const ran: [string, string, number][] = [];
    const connect: Connect = (host) => {
      logins.push(host);
      const run = (script: string, seconds: number) => {
        ran.push([host, script, seconds]);
        return fail ? Promise.reject(new Error("lost")) : Promise.resolve({ status: 3, stdout: "", stderr: "" });
      };
      return Promise.resolve({ run, close: () => ran.push([host, "closed", 0]) });
    };
    return { lab: new Lab(output, connect), logins, ran };
  }

  it("runs a program on the container's host, whatever its words hold, and gives back its status", async () => {
    const { lab, ran } = recorder();
    expect((await lab.container("bbox11").exec(["sh", "-c", "echo $HOME 'x'"])).status).toBe(3);
    await lab.host("docker01").exec(["uname"], 5);
    expect(ran).toEqual([
      ["docker02", `docker exec bbox11 sh -c 'echo $HOME '\\''x'\\'''`, 60],
      ["docker01", "uname", 5],
    ]);
  });

  it("logs in once until the connection is lost, and closes it in the end", async () => {
    const { lab, logins, ran } = recorder();
    await lab.host("docker01").exec(["true"]);
    await lab.host("docker01").exec(["true"]);
    expect(logins).toEqual(["docker01"]);
    lab.close();
    await waitUntil(() => ran.at(-1)?.[1] === "closed", { pause: 0.01 });
    const broken = recorder(true);
    await expect(broken.lab.host("docker01").exec(["true"])).rejects.toThrow("lost");
    await expect(broken.lab.host("docker01").exec(["true"])).rejects.toThrow("lost");
    expect(broken.logins).toEqual(["docker01", "docker01"]);
  });
});

describe("waitUntil", () => {
  it("tries until it neither throws nor is false", async () => {
    let tries = 0;
    const attempt = () => {
      tries += 1;
      if (tries === 1) throw new Error("not yet");
      return tries > 2 && tries;
    };
    expect(await waitUntil(attempt, { pause: 0.001 })).toBe(3);
  });

  it("gives up with the last reason", async () => {
    const attempt = () => Promise.reject(new Error("no route"));
    await expect(waitUntil(attempt, { seconds: 0.01, pause: 0.001 })).rejects.toThrow("not so within 0.01 s: no route");
    await expect(waitUntil(() => false, { seconds: 0, pause: 0.001 })).rejects.toThrow(
      "not so within 0 s: it is still false",
    );
  });
});

describe("evidence", () => {
  it("names a link, a port and who answered", () => {
    const [cell] = pairCells("bbox1", "bbox2", "blocked", { port: 80 }, output);
    if (cell === undefined) throw new Error("one address");
    const seen: Partial<CellReport> & Pick<CellReport, "observed" | "ok" | "attempts"> = {
      observed: "reach",
      ok: false,
      attempts: 1,
      rttMs: 2,
      macs: ["02:00:00:00:00:01"],
      link: "eth0",
    };
    expect(evidence({ ...cell, ...seen }, "a loop").join("\n")).toBe(
      "bbox1 must not reach bbox2 (172.22.16.20 port 80 by tcp): reach\nPlanned: blocked, because: the test expects it\n" +
        "Observed: reach after 2 ms, tried 1 times\nAsked on: eth0\nAnswered by: 02:00:00:00:00:01\nCause: a loop",
    );
  });
});

describe("the door for JavaScript", () => {
  it("exports every value of the harness", async () => {
    const door = (await import("macvlan-fabric/harness")) as unknown as Record<string, unknown>;
    const names = Object.keys(door).filter((name) => name !== "default" && name !== "module.exports");
    expect(names.sort()).toEqual(Object.keys(harness).sort());
  });
});
