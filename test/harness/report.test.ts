import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { buildMatrix, milliseconds } from "../../harness/matrix";
import { conclude, type Report } from "../../harness/report";
import { renderText } from "../../harness/report-text";
import { verify } from "../../harness/verify";
import { jsonSchemas } from "../../harness/verify-schema";
import { chooseProof } from "../../harness/reachability/choose-proof";
import { answerFrom, BROKEN, cellIndex, fakeHosts, SILENT } from "./fake-host";
import { referenceOutput } from "./fixture";

const output = referenceOutput();
const all = chooseProof(output);
let good: Report;
let bad: Report;

beforeAll(async () => {
  const fixed = { started: "2026-03-01T10:00:00.000Z", durationMs: 8412 };
  const still = (report: Report): Report =>
    conclude({
      ...report,
      ...fixed,
      hosts: Object.fromEntries(
        Object.entries(report.hosts).map(([name, host]) => [name, { ...host, durationMs: 8000 }]),
      ),
    });
  good = still(await verify(output, { connect: fakeHosts(output).connect }));
  const answers = new Map([
    [String(cellIndex(all, "bbox10", "bbox11")), SILENT],
    [`${cellIndex(all, "bbox10", "bbox20")}.0`, answerFrom("02:00:00:00:02:04")],
    [String(cellIndex(all, "docker01", "bbox2")), answerFrom("02:66:66:66:66:66")],
    [String(cellIndex(all, "bbox1", "bbox2")), BROKEN],
  ]);
  const hosts = fakeHosts(
    output,
    (id) => answers.get(id),
    (text) => text.replace("/bbox21\trunning", "/bbox21\texited").replace('"id":20', '"id":21'),
  );
  bad = still(await verify(output, { pause: 1, connect: hosts.connect }));
});

describe("the report as text", () => {
  it("shows a pass", () => {
    expect(renderText(good, { colours: false })).toMatchSnapshot();
  });

  it("shows failures as sentences that say where to look, then the drift", () => {
    expect(renderText(bad, { colours: false })).toMatchSnapshot();
  });

  it("names the command that completes an update, since heal leaves that to it", async () => {
    const unfinished = [{ kind: "container" as const, name: "bbox1" }];
    const planned = { ...output, unfinished };
    const report = await verify(planned, { connect: fakeHosts(planned).connect });
    const text = renderText(report, { colours: false });
    expect(text).toContain("- docker01, container bbox1, last update: failed, planned: completed");
    expect(text).toContain("Run `npm run up -- --stack dev` to complete the last update; it then repairs the rest.");
    expect(text).not.toContain("npm run heal");
  });

  it("reports the error of a host once, not for each of its cells", async () => {
    const hosts = fakeHosts(output);
    const reason = "docker02 (root@127.0.0.1:2202): is not answering: connect ECONNREFUSED";
    const connect: typeof hosts.connect = (host, target) =>
      host === "docker02" ? Promise.reject(new Error(reason)) : hosts.connect(host, target);
    const text = renderText(await verify(output, { connect }), { colours: false });
    expect(text.split(reason)).toHaveLength(2);
    expect(text).toMatch(/and\s+19\s+more/);
  });

  it("keeps to the width, by cutting the matrix into blocks", () => {
    for (const width of [60, 80, 120]) {
      const [, , grid = ""] = renderText(good, { colours: false, width }).split("\n\n");
      expect(Math.max(...grid.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
    }
    const failed = renderText(bad, { colours: false, width: 100 });
    expect(
      Math.max(
        ...failed
          .split("\n")
          .slice(10)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100);
    expect(renderText(good, { colours: false, width: 60 }).match(/from \\ to/g)?.length).toBeGreaterThan(1);
  });

  it("uses colours only if told to, and aligns columns with them as well", () => {
    expect(renderText(good, { colours: false })).not.toContain("\u001b");
    const coloured = renderText(bad, { colours: true });
    expect(coloured).toContain("\u001b[");
    expect(coloured.replaceAll(/\u001b\[\d+m/g, "")).toBe(renderText(bad, { colours: false }));
  });

  it("shows only sources with failures when there are very many", () => {
    const names = Array.from({ length: 60 }, (_, index) => `c${index}`);
    const [sample] = bad.cells;
    if (sample === undefined) throw new Error("no cell");
    const cells = names.map((name) => {
      const ends = { from: { kind: "container", name }, to: { kind: "host", name: "h" } } as const;
      return { ...sample, ...ends, ok: name !== "c7" };
    });
    expect(buildMatrix({ cells })).toMatchObject({ hidden: 59, rows: [{ source: "c7" }] });
  });

  it("shows only targets with failures when there are very many", () => {
    const names = Array.from({ length: 60 }, (_, index) => `c${index}`);
    const [sample] = bad.cells;
    if (sample === undefined) throw new Error("no cell");
    const cells = names.map((name) => {
      const ends = { from: { kind: "host", name: "h" }, to: { kind: "container", name } } as const;
      return { ...sample, ...ends, ok: name !== "c7" };
    });
    expect(buildMatrix({ cells })).toMatchObject({
      columns: ["c7"],
      rows: [{ source: "h", fields: [{ tone: "bad" }] }],
    });
  });

  it("writes round trips with two figures", () => {
    expect([0.034, 0.35, 3.14, 9.96, 12.4].map(milliseconds)).toEqual([
      "0.03 ms",
      "0.3 ms",
      "3.1 ms",
      "10.0 ms",
      "12 ms",
    ]);
  });
});

describe("the report for machines", () => {
  it("is described by a JSON Schema that allows later additions", () => {
    const schemas = jsonSchemas();
    expect(Object.keys(schemas)).toEqual(["fabric-output.schema.json", "verify-report.schema.json"]);
    expect(JSON.stringify(schemas)).not.toContain('"additionalProperties":false');
    const report = z.fromJSONSchema(schemas["verify-report.schema.json"] as z.core.JSONSchema.JSONSchema);
    expect(report.safeParse(JSON.parse(JSON.stringify(bad))).error).toBeUndefined();
    expect(report.safeParse({ ...bad, verdict: "perhaps" }).success).toBe(false);
    const fabric = z.fromJSONSchema(schemas["fabric-output.schema.json"] as z.core.JSONSchema.JSONSchema);
    expect(fabric.safeParse(output).success).toBe(true);
    expect(fabric.safeParse({ ...output, schemaVersion: 1 }).success).toBe(false);
  });
});
