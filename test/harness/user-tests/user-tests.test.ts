import { describe, expect, it } from "vitest";
import type { FabricOutput, TestOutput } from "../../../harness/contract";
import { parseFabricOutput } from "../../../harness/fabric-output";
import { renderJunit } from "../../../harness/outputs/junit";
import { metrics } from "../../../harness/outputs/metrics";
import { renderPage } from "../../../harness/page/render-page";
import { exitCode, reportSchema, type Report } from "../../../harness/report";
import { renderText } from "../../../harness/report-text";
import type { Connect } from "../../../harness/ssh";
import { verify } from "../../../harness/verify";
import { fakeHosts, SILENT } from "../fake-host";
import { referenceOutput } from "../fixture";

const plain = (): Pick<TestOutput, "addresses" | "expect" | "within" | "level"> => ({
  addresses: ["172.16.10.11"],
  expect: "reach",
  within: 0,
  level: "error",
});
const ends = { from: { kind: "container", name: "bbox10" }, to: { kind: "container", name: "bbox11" } } as const;
const web: TestOutput = { ...ends, ...plain(), http: { port: 8080, path: "/", status: 200, body: "ok" } };
const tcp: TestOutput = { ...ends, ...plain(), tcp: 22, expect: "blocked", level: "warning" };
const disk: TestOutput = {
  ...{ ...plain(), from: { kind: "host", name: "docker02" }, addresses: [] },
  command: { run: ["df", "/"], status: 0 },
};

function outputWith(tests: Record<string, TestOutput>): FabricOutput {
  return { ...referenceOutput(), tests };
}

const answer = (text = "", code = 0, found = 1): string =>
  ["answer", "1.50", code, found, Buffer.from(text).toString("hex")].join("\t");
const silence = (text: string): string => ["silence", "9", 0, 1, Buffer.from(text).toString("hex")].join("\t");

/** Results by request and attempt. */
type Results = (id: string, attempt: number) => string | undefined;

const AS_PLANNED: Readonly<Record<string, string>> = {
  "web.0": answer("ok", 200),
  "ssh.0": silence("connection refused"),
  "disk.0": answer("Filesystem"),
};

/** Hosts on which all is as planned but for the results of tests. */
function connectWith(
  output: FabricOutput,
  results: Results = () => undefined,
): { connect: Connect; asked: string[][] } {
  const hosts = fakeHosts(output);
  const asked: string[][] = [];
  const connect: Connect = async (host, target) => {
    const session = await hosts.connect(host, target);
    return {
      ...session,
      run: (script, seconds) => {
        const ids = [...script.matchAll(/(?<=^|')test\t([a-z]+\.\d)\t/gm)].map(([, id = ""]) => id);
        if (ids.length === 0) return session.run(script, seconds);
        asked.push(ids);
        const attempt = (id: string): number => asked.filter((all) => all.includes(id)).length;
        const lines = ids.flatMap((id) => {
          const printed = results(id, attempt(id)) ?? AS_PLANNED[id];
          return printed === undefined || printed === "" ? [] : [`@result\t${id}\t${printed}`];
        });
        return Promise.resolve({ status: 0, stdout: ["Welcome!", ...lines, ""].join("\n"), stderr: "no perl\n" });
      },
    };
  };
  return { connect, asked };
}

const all = outputWith({ web, ssh: tcp, disk });

async function verifyWith(results?: Results, output = all): Promise<Report> {
  return verify(output, { pause: 1, connect: connectWith(output, results).connect });
}

describe("tests of the user's own", () => {
  it("run with a verification, each on its host, and pass", async () => {
    const { connect, asked } = connectWith(all);
    const report = await verify(all, { connect });
    expect(asked.map((ids) => ids.sort())).toEqual([["ssh.0", "web.0"], ["disk.0"]]);
    expect(report.counts).toMatchObject({ tests: 3, failedTests: 0, warnings: 0 });
    expect(report.tests?.map(({ name, ok, observed, attempts }) => [name, ok, observed, attempts])).toEqual([
      ["web", true, 'status 200, "ok"', 1],
      ["ssh", true, "connection refused", 1],
      ["disk", true, 'exit status 0, "Filesystem"', 1],
    ]);
    expect([report.verdict, exitCode(report)]).toEqual(["passed", 0]);
    expect(reportSchema.parse(report)).toEqual(report);
  });

  it("fail the verification, or are a warning with an exit code of its own", async () => {
    const failed = await verifyWith((id) => (id === "web.0" ? answer("busy", 503, 0) : undefined));
    expect([failed.verdict, exitCode(failed)]).toEqual(["failed", 1]);
    const warned = await verifyWith((id) => (id === "ssh.0" ? answer() : undefined));
    expect([warned.verdict, exitCode(warned)]).toEqual(["passed", 3]);
    expect(warned.counts).toMatchObject({ failedTests: 0, warnings: 1 });
    const both = await verifyWith((id) => (id === "disk.0" ? undefined : answer("busy", 503, 0)));
    expect([both.verdict, exitCode(both)]).toEqual(["failed", 1]);
    const hosts = fakeHosts(all, (id) => (id === "0" ? SILENT : undefined));
    const cell = await verify(outputWith({}), { pause: 1, connect: hosts.connect });
    expect([cell.verdict, exitCode(cell)]).toEqual(["failed", 1]);
  });

  it("are repeated until they hold, alone, and no longer than they may", async () => {
    const patient = outputWith({ web: { ...web, within: 30 }, ssh: tcp, disk });
    const late = connectWith(patient, (id, attempt) =>
      id === "web.0" && attempt < 3 ? silence("connection refused") : undefined,
    );
    const report = await verify(patient, { pause: 1, connect: late.connect });
    expect(report.tests?.[0]).toMatchObject({ ok: true, attempts: 3 });
    expect(late.asked.filter((ids) => ids.includes("web.0"))).toEqual([["web.0"], ["web.0"], ["web.0"]]);
    const never = await verifyWith((id) => (id === "web.0" ? silence("connection refused") : undefined));
    expect(never.tests?.[0]).toMatchObject({ ok: false, attempts: 1, observed: "connection refused" });
    const brief = { ...web, within: 1 };
    const short = await verify(outputWith({ web: brief }), {
      pause: 400,
      connect: connectWith(outputWith({ web: brief }), () => silence("no answer")).connect,
    });
    expect(short.tests?.[0]?.ok).toBe(false);
    expect(short.tests?.[0]?.attempts).toBeGreaterThan(1);
  });

  it("fail with a reason if they could not be run", async () => {
    const lost = await verify(all, { pause: 1, connect: () => Promise.reject(new Error("docker: is not answering")) });
    expect(lost.tests?.map(({ observed, attempts }) => [observed, attempts])).toEqual(
      Array.from({ length: 3 }, () => ["not run: docker: is not answering", 0]),
    );
    const silent = await verifyWith(() => "");
    expect(silent.tests?.[0]?.observed).toBe("not run: no perl");
    const newer = outputWith({ web: { ...ends, ...plain() } });
    expect((await verifyWith(undefined, newer)).tests?.[0]).toMatchObject({
      ...{ kind: "unknown", ok: false },
      observed: "not run: a newer release wrote the stack, so verify it with that one",
    });
  });

  it("are something to verify, also where nothing else is", async () => {
    const { docker02 } = referenceOutput().hosts;
    if (docker02 === undefined) throw new Error("the fixture has it");
    const lone = { ...outputWith({ disk }), segments: {}, containers: {}, hosts: { docker02 } };
    const { registry: _none, ...rest } = lone;
    const report = await verify(rest, { connect: connectWith(rest).connect });
    expect([report.cells.length, report.verdict]).toEqual([0, "passed"]);
  });

  it("name what the output has", () => {
    const wrong = outputWith({ web: { ...web, from: { kind: "container", name: "nobody" } } });
    expect(() => parseFabricOutput(JSON.stringify(wrong), "it")).toThrow(
      'tests.web.from: container "nobody" is not in this output',
    );
  });
});

describe("what shows the matrix shows them too", () => {
  const failing: Results = (id) => (id === "web.0" ? answer("<busy>", 503, 0) : id === "ssh.0" ? answer() : undefined);

  it("the terminal", async () => {
    const text = renderText(await verifyWith(failing), { colours: false });
    expect(text.slice(text.indexOf("Tests of your own"))).toMatchInlineSnapshot(`
      "Tests of your own
        FAIL  web, bbox10 -> bbox11, GET http://172.16.10.11:8080/: status 503, "<busy>"; expected status 200 and "ok" in the
              body
        WARN  ssh, bbox10 -> bbox11, TCP to 172.16.10.11 port 22: a connection; expected no connection
        ok    disk, on docker02, command \`df /\`: exit status 0, "Filesystem" (1.5 ms)
      "
    `);
    expect(text).toContain("; 1 of 3 tests of your own passed\n");
    const warned = renderText(await verifyWith((id) => (id === "ssh.0" ? answer() : undefined)), { colours: false });
    expect(warned).toContain("PASSED with 1 warning: ");
  });

  it("only those that failed, of many", async () => {
    const many = outputWith(
      Object.fromEntries("a b c d e f g h i j k l m n o p q r s t u v w x y z".split(" ").map((name) => [name, web])),
    );
    const text = renderText(await verifyWith((id) => answer("", id === "c.0" ? 503 : 200), many), { colours: false });
    expect(text.slice(text.indexOf("Tests of your own"))).toMatch(
      /^Tests of your own\n {2}FAIL {2}c, .*\n(.*\n)? {2}ok {4}25 more\n/,
    );
  });

  it("JUnit: an error level as a failure, a warning as skipped, what did not run as an error", async () => {
    const suite = renderJunit(await verifyWith(failing)).split('<testsuite name="tests"')[1] ?? "";
    expect(suite).toMatch(/^[^>]*tests="3" failures="1" errors="0" skipped="1"/);
    expect(suite).toMatch(/name="web: bbox10 -&gt; bbox11, GET http:\/\/172\.16\.10\.11:8080\/"[^>]*>\s*<failure /);
    expect(suite).toMatch(/name="ssh: [^>]*>\s*<skipped /);
    const lost = renderJunit(await verify(all, { pause: 1, connect: () => Promise.reject(new Error("lost")) }));
    expect(lost.split('<testsuite name="tests"')[1]).toMatch(/tests="3" failures="0" errors="2" skipped="1"/);
  });

  it("Prometheus's textfile", async () => {
    const [text = ""] = metrics.from === "report" ? Object.values(metrics.render(await verifyWith(failing))) : [];
    expect(text.split("\n").filter((line) => line.startsWith("macvlan_test_"))).toEqual([
      expect.stringMatching(/^macvlan_test_ok\{stack="[^"]+",test="web",kind="http",from="bbox10",from_kind="container",to="bbox11",to_kind="container",level="error"\} 0$/),
      expect.stringMatching(/^macvlan_test_ok\{.*test="ssh".*level="warning"\} 0$/),
      expect.stringMatching(/^macvlan_test_ok\{.*test="disk".*from="docker02",from_kind="host",level="error"\} 1$/),
      ...[1, 2, 3].map(() => expect.stringMatching(/^macvlan_test_seconds\{.*\} 0\.0015$/) as unknown),
    ]); // prettier-ignore
  });

  it("the page, without its markup", async () => {
    const page = await renderPage({ report: await verifyWith(failing), fabric: all });
    const section = page.slice(page.indexOf('<section id="tests"')).split("</section>")[0] ?? "";
    expect(section.match(/<tr data-row/g)).toHaveLength(3);
    expect(section).toContain("status 503, &#34;&#60;busy&#62;&#34; (1.5 ms)");
    expect(section).toContain("⚠ warning: a connection");
    expect(page).toContain("tests of your own passed");
  });
});
