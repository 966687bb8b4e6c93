import { execa } from "execa";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runVerify } from "../../harness/main";
import { parseFabricOutput } from "../../harness/fabric-output";
import { reportSchema } from "../../harness/report";
import { chooseProof } from "../../harness/reachability/choose-proof";
import { expectedReachability } from "../../harness/reachability/expected-reachability";
import { cellIndex, fakeHosts, SILENT } from "./fake-host";
import { referenceOutput } from "./fixture";

const output = referenceOutput();
const json = JSON.stringify(output);
const folder = mkdtempSync(join(tmpdir(), "mf-main-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the command line as people do; it connects to 127.0.0.1 only. */
async function harness(args: string[], input = "") {
  const result = await execa("node_modules/.bin/tsx", ["harness/main.ts", ...args], { input, reject: false });
  expect(result.stderr).not.toMatch(/^\s+at /m);
  return result;
}

describe("runVerify", () => {
  it("returns 0 for a pass and writes JSON, JUnit and a page", async () => {
    const files = { json: join(folder, "report.json"), junit: join(folder, "report.xml") };
    const page = { file: join(folder, "report.html") };
    let text = "";
    const print = (part: string): void => void (text += part);
    expect(await runVerify(json, { ...files, page, print, connect: fakeHosts(output).connect })).toBe(0);
    expect(text).toContain("PASSED: 50 of 50 cells");
    expect(reportSchema.parse(JSON.parse(readFileSync(files.json, "utf8"))).verdict).toBe("passed");
    expect(readFileSync(files.junit, "utf8")).toMatch(/^<\?xml /);
    expect(readFileSync(page.file, "utf8")).toMatch(/^<!doctype html>[^]*Passed: stack dev/);
  });

  it("returns 1 when one cell is not as planned", async () => {
    const cell = String(cellIndex(chooseProof(output), "bbox1", "bbox2"));
    const { connect } = fakeHosts(output, (id) => (id === cell ? SILENT : undefined));
    expect(await runVerify(json, { print: () => undefined, connect, pause: 1 })).toBe(1);
  });

  it("tries all pairs if asked to", async () => {
    const cells = expectedReachability(output);
    let text = "";
    const { connect } = fakeHosts(output, undefined, undefined, cells);
    expect(await runVerify(json, { print: (part) => void (text += part), connect, full: true })).toBe(0);
    expect(text).toContain(`PASSED: ${cells.length} of ${cells.length} cells`);
  });

  it("accepts all outputs of a stack as well as this one alone", async () => {
    const all = JSON.stringify({ other: 1, fabric: output });
    expect(await runVerify(all, { print: () => undefined, connect: fakeHosts(output).connect })).toBe(0);
  });
});

describe("the command line", () => {
  it("returns 1 and names each host when nobody answers", async () => {
    const away = structuredClone(output);
    for (const host of Object.values(away.hosts)) host.ssh = { ...host.ssh, port: 1, privateKeyFile: "package.json" };
    const file = join(folder, "output.json");
    writeFileSync(file, JSON.stringify(away));
    const result = await harness(["verify", "--output", file]);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toMatch(/docker01 \(root@127\.0\.0\.1:1\): /);
    expect(result.stdout).toContain("FAILED: 0 of 50 cells");
  });

  const nothing: [string, string, RegExp][] = [
    ["nothing", "", /^error: standard input: is empty: expected what `pulumi stack output fabric --json` prints/],
    ["no output fabric", "{}", /^error: standard input: has no output `fabric`: bring the stack up first/],
    ["no JSON", "error: no stack", /^error: standard input: is not valid JSON /],
    ["a list", "[]", /^error: standard input: is not a JSON object/],
    ["an older version", JSON.stringify({ ...output, schemaVersion: 1 }), /^error: standard input: schemaVersion is 1, this harness reads 2: an older release wrote it, so run `npm run up` once/],
    ["a later version", JSON.stringify({ ...output, schemaVersion: 3 }), /^error: standard input: schemaVersion is 3, this harness reads 2: use the release that wrote the stack/],
    ["another shape", JSON.stringify({ ...output, hosts: { a: {} } }), /version 2:\n.*\n.*hosts\.a\.address/],
    ["a container on no host", json.replace('"bbox1":{"host":"docker01"', '"bbox1":{"host":"nix"'), /containers\.bbox1\.host: host "nix" is not in this output/],
    ["a bridge that is not there", json.replace('"attach":{"flat"', '"bridges":{"nat":"10.0.0.1"},"attach":{"flat"'), /containers\.bbox1\.bridges: bridge "nat" is not in this output/],
    ["no host", JSON.stringify({ ...output, hosts: {}, segments: {}, containers: {}, registry: undefined }), /^$/],
  ]; // prettier-ignore
  it.each(nothing)("returns 2 for %s", async (_, input, message) => {
    const result = await harness(["verify", "--output", "-"], input);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(message);
  });

  it("returns 2 for a file that is not there and a wrong option", async () => {
    expect((await harness(["verify", "--output", join(folder, "none")])).exitCode).toBe(2);
    expect((await harness(["verify", "--outptu", "x"])).exitCode).toBe(2);
  });
});

describe("parseFabricOutput", () => {
  it("accepts what a later release adds", () => {
    expect(parseFabricOutput(JSON.stringify({ ...output, later: true }), "x").stack).toBe("dev");
  });
});
