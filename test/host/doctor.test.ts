import { execFileSync, spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { factsScript, listenScript, READY, ROUNDS, sendScript } from "../../host/doctor";

const A = `mf${process.pid}-a`;
const B = `mf${process.pid}-b`;
const NONCE = "0011223344556677";

function problem(): string | undefined {
  try {
    execFileSync("perl", ["-e", "1"], { stdio: "pipe" });
    for (const name of [A, B]) execFileSync("ip", ["netns", "add", name], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return `no root, ip netns or perl here: ${(error as Error).message}`;
  }
}

const why = problem();
if (why !== undefined) console.warn(`the doctor's frames are not sent for real: ${why}`);

/** Runs a script in a namespace: a promise of what it prints, and of the moment when it is listening. */
function run(name: string, script: string): { heard: Promise<string>; ready: Promise<void>; end: () => void } {
  const child = spawn("ip", ["netns", "exec", name, "sh", "-s"]);
  let text = "";
  let begin = (): void => undefined;
  const ready = new Promise<void>((resolve) => (begin = resolve));
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    if (text.includes(READY)) begin();
  });
  child.stderr.pipe(process.stderr);
  child.stdin.end(script);
  const heard = new Promise<string>((resolve) => {
    child.on("close", () => {
      resolve(text);
    });
  });
  return { heard, ready, end: () => child.kill() };
}

describe.skipIf(why !== undefined)("the doctor's Perl, run for real between two network namespaces", () => {
  beforeAll(() => {
    const ip = (...args: string[]): unknown => execFileSync("ip", args, { stdio: "pipe" });
    ip("-n", A, "link", "add", "ens3", "type", "veth", "peer", "name", "ens3", "netns", B);
    for (const name of [A, B]) ip("-n", name, "link", "set", "ens3", "up");
  });
  afterAll(() => {
    for (const name of [A, B]) execFileSync("ip", ["netns", "delete", name], { stdio: "pipe" });
  });

  it("receives every frame as often as it is sent, with its delay, tagged and untagged, and none of its own", async () => {
    const frame = (number: string, tag = ""): string =>
      `ffffffffffff024d00000001${tag}88b5${NONCE}0000${number}`.padEnd(120, "0");
    const listener = run(B, listenScript("ens3", NONCE));
    await listener.ready;
    const own = run(B, sendScript("ens3", [frame("0009")]));
    await run(A, sendScript("ens3", [frame("0001"), frame("0002", "81000014"), frame("0003").replace(NONCE, "00")]))
      .heard;
    await own.heard;
    listener.end();
    const lines = (await listener.heard).trim().split("\n");
    const seen = lines.filter((line) => line !== READY).map((line) => line.split("\t").slice(0, 4).join("\t"));
    expect([...new Set(seen)].sort()).toEqual(["@seen\t1\t0\t024d00000001", "@seen\t2\t1\t024d00000001"]);
    expect(seen).toHaveLength(2 * ROUNDS);
    // One machine, one clock.
    for (const line of lines.slice(1)) expect(Number(line.split("\t")[4])).toBeLessThan(100);
  });

  it("reports the facts of a host", async () => {
    const facts = await run(A, factsScript("ens3")).heard;
    expect(facts).toMatch(
      /^@mac\t([0-9a-f]{2}:){5}[0-9a-f]{2}\n@flags\t0x\w+\n@carrier\t1\n@vendor\t.*\n@perl\t\/\S+\n$/,
    );
    expect(await run(A, factsScript("nothing")).heard).toMatch(/^@mac\t\n/);
    execFileSync("ip", ["-n", B, "link", "set", "ens3", "down"], { stdio: "pipe" });
    expect(await run(A, factsScript("ens3")).heard).toMatch(/^@carrier\t0$/m);
  });
});
