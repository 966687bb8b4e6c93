import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { renderJunit } from "../../../harness/outputs/junit";
import { chooseProof } from "../../../harness/reachability/choose-proof";
import { verify } from "../../../harness/verify";
import { BROKEN, cellIndex, fakeHosts, SILENT } from "../fake-host";
import { referenceOutput } from "../fixture";

interface Problem {
  readonly message: string;
  readonly "#text": string;
}

interface Case {
  readonly classname: string;
  readonly name: string;
  readonly failure?: Problem;
  readonly error?: Problem;
}

interface Suite {
  readonly name: string;
  readonly tests: string;
  readonly failures: string;
  readonly errors: string;
  readonly hostname?: string;
  readonly testcase: Case[];
}

/** Cases, texts and attributes, as readers of JUnit XML see them. */
async function readJunit(...problems: Parameters<typeof fakeHosts>) {
  const report = await verify(problems[0], { pause: 1, connect: fakeHosts(...problems).connect });
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "", parseAttributeValue: false });
  const { testsuites } = parser.parse(renderJunit(report), true) as {
    testsuites: { name: string; tests: string; failures: string; errors: string; testsuite: Suite[] };
  };
  return { report, ...testsuites, suites: testsuites.testsuite };
}

const output = referenceOutput();
const cells = chooseProof(output);

function answers(...known: [string, string, string][]) {
  const byId = new Map(known.map(([from, to, answer]) => [String(cellIndex(cells, from, to)), answer]));
  return (id: string) => byId.get(id);
}

describe("JUnit XML", () => {
  it("has a suite for reachability and one for each host, and counts what is in them", async () => {
    const { report, tests, suites } = await readJunit(output);
    expect(suites.map(({ name }) => name)).toEqual(["reachability", "host docker01", "host docker02"]);
    expect(suites.map(({ hostname }) => hostname)).toEqual([undefined, "docker01", "docker02"]);
    expect(tests).toBe(String(report.cells.length + report.state.length + 2));
    for (const suite of suites) expect(suite).toMatchObject({ tests: String(suite.testcase.length), failures: "0" });
  });

  it("gives the evidence as the text of a failure, which is all that GitLab shows", async () => {
    const { failures, suites } = await readJunit(output, answers(["bbox10", "bbox11", SILENT]));
    const [failed, ...others] = suites.flatMap(({ testcase }) => testcase.filter(({ failure }) => failure));
    expect([failures, others]).toEqual(["1", []]);
    expect(failed?.name).toBe("bbox10 -> bbox11 (172.16.10.11, ping): reach");
    expect(failed?.failure?.message).toBe("bbox10 must reach bbox11 (172.16.10.11 by ping): no answer to ping");
    expect(failed?.failure?.["#text"]).toMatch(
      /^bbox10 must reach bbox11 .*\nPlanned: reach, because: both on segment vlan10, across hosts\nObserved: no answer, tried 3 times\nLook at: the path between docker01 and docker02: /,
    );
  });

  it("calls an error what was not tried", async () => {
    const { failures, errors, suites } = await readJunit(output, answers(["bbox1", "bbox2", BROKEN]));
    expect([failures, errors]).toEqual(["0", "1"]);
    const [unclear] = suites.flatMap(({ testcase }) => testcase.filter(({ error }) => error));
    expect(unclear?.error?.["#text"]).toMatch(/Observed: not probed/);
  });

  it("has a failure for what has drifted on a host", async () => {
    const { suites } = await readJunit(output, undefined, (text) =>
      text.replace("/bbox21\trunning", "/bbox21\texited"),
    );
    const drift = suites[2]?.testcase.filter(({ failure }) => failure);
    expect(drift?.map(({ failure }) => failure?.["#text"])).toContain(
      "container bbox21 on docker02, state: exited (exit code 0)\nPlanned: running",
    );
  });

  it("replaces what XML does not allow, and keeps what must be escaped", async () => {
    const strange = "1: <&>\"'\u0000\u001b[31m";
    const { suites } = await readJunit(output, undefined, (text) =>
      text.replace("/bbox21\trunning", `/bbox21\t${strange}`),
    );
    const texts = suites.flatMap(({ testcase }) => testcase.flatMap(({ failure }) => failure?.["#text"] ?? []));
    expect(texts.join("\n")).toContain("state: 1: <&>\"'??[31m");
  });
});
