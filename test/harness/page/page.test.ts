import { createHash } from "node:crypto";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { html, raw } from "../../../harness/page/html";
import { pageData } from "../../../harness/page/page-data";
import { renderPage } from "../../../harness/page/render-page";
import type { CellReport } from "../../../harness/report";
import { referenceOutput, richOutput, routedOutput } from "../fixture";
import { largeOutput } from "../../../bench/large-output";
import { sampleReport } from "../../../bench/sample-report";

/** The page's script, as far as it needs no browser. */
interface Client {
  readData(text: string): Data;
  cellAt(data: Data, at: number): Record<string, unknown>;
  matching(data: Data, filter: { segment?: number; host?: string; name?: string; failed?: boolean }): number[];
  arrange(data: Data, found: readonly number[]): Arranged;
}

interface Data {
  readonly size: number;
}

interface Arranged {
  readonly grouped: boolean;
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly { readonly name: string; readonly fields: readonly (Field | undefined)[] }[];
}

interface Field {
  readonly tone: string;
  readonly text: string;
  readonly bad: number;
  readonly cells: readonly number[];
}

const CLIENT = join(__dirname, "..", "..", "..", "harness", "page", "client");
let client: Client;
let data: Data;

const rich = richOutput();
const report = sampleReport(rich, (_, at) => at % 7 === 3);

beforeAll(async () => {
  client = {
    ...((await import(join(CLIENT, "data.mjs"))) as Pick<Client, "readData" | "cellAt" | "matching">),
    ...((await import(join(CLIENT, "arrange.mjs"))) as Pick<Client, "arrange">),
  };
  data = client.readData(JSON.stringify(pageData(report, rich)));
});

describe("a template of markup", () => {
  it("escapes texts, and takes markup as it is", () => {
    expect(
      html`<p title="${`"><script>`}">${["a<b", html`<b>${"&"}</b>`]}${undefined}${raw("<i>")}${7}</p>`.markup,
    ).toBe('<p title="&#34;&#62;&#60;script&#62;">a&#60;b<b>&#38;</b><i>7</p>');
  });
});

describe("the data of the page", () => {
  it("holds every cell with everything that the report says of it", () => {
    expect(data.size).toBe(report.cells.length);
    const known = ({ from, to, macs, strangers: _inMacs, ...rest }: CellReport): unknown => ({
      ...{ ...rest, from: from.name, to: to.name },
      ...(macs === undefined ? {} : { macs: macs.join(", ") }),
    });
    const read = report.cells.map((_, at) => {
      const { from, to, ...rest } = client.cellAt(data, at) as { from: { name: string }; to: { name: string } };
      return { ...rest, from: from.name, to: to.name };
    });
    expect(read).toEqual(report.cells.map(known));
  });

  it("is filtered by VLAN, host, name and failure, all at once", () => {
    const pick = (filter: Parameters<Client["matching"]>[1]): CellReport[] =>
      client.matching(data, filter).flatMap((at) => report.cells[at] ?? []);
    const on = (name: string): string | undefined => rich.containers[name]?.host ?? (name in rich.hosts ? name : undefined); // prettier-ignore
    expect(pick({})).toHaveLength(report.cells.length);
    expect(pick({ failed: true })).toEqual(report.cells.filter(({ ok }) => !ok));
    const ofHost = pick({ host: "docker02" });
    expect(ofHost.length).toBeLessThan(report.cells.length);
    expect(ofHost.every(({ from, to }) => [on(from.name), on(to.name)].includes("docker02"))).toBe(true);
    expect(pick({ name: "TEN1" }).every(({ from, to }) => [from.name, to.name].includes("ten1"))).toBe(true);
    const vlan20 = Object.keys(rich.segments).indexOf("vlan20");
    const names = new Set(pick({ segment: vlan20 }).flatMap(({ to }) => to.name));
    expect(names).toContain("twenty1");
    expect(pick({ segment: vlan20, failed: true }).length).toBeLessThan(pick({ segment: vlan20 }).length);
  });

  it("has a router on its host and its segments", () => {
    const routed = routedOutput();
    const { ends } = pageData(
      sampleReport(routed, () => false),
      routed,
    );
    expect(ends.find(({ kind }) => kind === "router")).toMatchObject({ host: "docker02", segments: [1, 2] });
  });

  it("is arranged as a matrix in which every cell is once", () => {
    const found = client.matching(data, {});
    const { rows, columns, grouped } = client.arrange(data, found);
    expect(grouped).toBe(false);
    const fields = rows.flatMap((row) => row.fields.flatMap((field) => field ?? []));
    expect(fields.flatMap(({ cells }) => cells).sort((a, b) => a - b)).toEqual(found);
    expect(rows[0]?.name).toBe(columns[0]?.name);
    const bad = fields.filter(({ tone }) => tone === "bad").reduce((sum, field) => sum + field.bad, 0);
    expect(bad).toBe(report.counts.failed);
  });

  it("is grouped by host and segment when there are too many endpoints, and no failure is lost", () => {
    const output = largeOutput({ hosts: 12, segments: 3, containers: 108 });
    const large = sampleReport(output, ({ to }) => to.name === "box17");
    const all = client.readData(JSON.stringify(pageData(large, output)));
    const { rows, columns, grouped } = client.arrange(all, client.matching(all, {}));
    expect(grouped).toBe(true);
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(output.hosts));
    expect(columns.map(({ name }) => name)).toEqual(["vlan100", "vlan101", "vlan102", "hosts", "registry"]);
    const bad = rows.flatMap(({ fields }) => fields.flatMap((field) => field?.bad ?? 0));
    expect(bad.reduce((sum, value) => sum + value, 0)).toBe(large.counts.failed);
    expect(client.arrange(all, client.matching(all, { host: "host003" })).grouped).toBe(true);
    expect(client.arrange(all, client.matching(all, { name: "box17" })).grouped).toBe(false);
  });
});

describe("the page", () => {
  it("names no other file and no network, and allows only its own styles and script", async () => {
    const page = await renderPage({ report, fabric: rich });
    expect(page.match(/\b(src|href|action|data|poster)="(?!#)[^"]*"/g)).toBeNull();
    expect(page.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|@import|url\(/);
    const policy = /Content-Security-Policy"\s+content="([^"]*)"/.exec(page)?.[1] ?? "";
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-.*; script-src 'sha256-.*; base-uri 'none'; form-action 'none'$/); // prettier-ignore
    expect(policy).not.toContain("unsafe");
    const inline = [...page.matchAll(/<(style|script)>(.*?)<\/\1>/gs)].map(([, , text = ""]) => text);
    expect(inline).toHaveLength(3);
    for (const text of inline) expect(policy).toContain(createHash("sha256").update(text).digest("base64"));
  });

  it("takes whatever a host printed as text", async () => {
    const evil = `</script><script>alert(1)</script><img src=x onerror=alert(1)>`;
    const cells = report.cells.map((cell, at) => (at === 3 ? { ...cell, error: evil, advice: evil } : cell));
    const state = [{ host: "docker01", subject: evil, property: evil, desired: "a", observed: evil, ok: false }];
    const page = await renderPage({ report: { ...report, stack: evil, cells, state }, fabric: rich });
    expect(page).not.toContain("<script>alert");
    expect(page).not.toContain("<img");
    expect(page.match(/<script/g)).toHaveLength(2);
  });

  it("tells nobody how to log in: it is made to be sent around", async () => {
    const page = await renderPage({ report, fabric: rich });
    const { hostKey, privateKeyFile = "", port } = Object.values(rich.hosts)[0]?.ssh ?? { hostKey: "", port: 0 };
    expect(privateKeyFile).not.toBe("");
    for (const secret of [hostKey, privateKeyFile, `${port}`]) expect(page).not.toContain(secret);
  });

  it("says where frames were lost beside what is wrong, and about which hosts a test is", async () => {
    const [first, ...others] = report.cells.filter(({ ok, observed }) => !ok && observed === "no answer");
    if (first === undefined) throw new Error("nothing has failed");
    const traced = { ...first, trace: ["hop", "The ping was last seen on ens33."] };
    const ends = { from: { kind: "container", name: "both" }, to: { kind: "host", name: "docker01" } } as const;
    const test = { name: "own", kind: "ping", what: "ping", expected: "an answer", observed: "an answer" } as const;
    const page = await renderPage({
      fabric: rich,
      report: {
        ...report,
        cells: [traced, ...others],
        causes: [],
        tests: [{ ...test, ...ends, ok: true, level: "error", attempts: 1 }],
      },
    });
    expect(page).toContain(
      `<p>Traced from ${first.from.name} to ${first.to.name}: The ping was last seen on ens33.</p>`,
    );
    expect(page).toMatch(/data-hosts="docker02 docker01"\s+data-text="own /);
  });

  it("has no section without content, but says when nothing has drifted", async () => {
    const output = referenceOutput();
    const good = await renderPage({ report: sampleReport(output, () => false), fabric: output });
    expect(good).toContain("are as planned");
    expect(good).not.toMatch(/id="(problems|strangers|dark-times|plan|policies)"/);
  });
});
