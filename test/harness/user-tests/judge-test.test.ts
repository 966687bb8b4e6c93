import { describe, expect, it } from "vitest";
import type { TestOutput } from "../../../harness/contract";
import { dnsQuery, parseDnsReply } from "../../../harness/user-tests/dns-message";
import { judgeTest, parseTestAnswers, type TestAnswer } from "../../../harness/user-tests/judge-test";
import { describeExpected, describeRequest, requestOf } from "../../../harness/user-tests/request";
import { testLines } from "../../../harness/user-tests/test-lines";

const base: TestOutput = {
  from: { kind: "container", name: "a" },
  to: { kind: "container", name: "b" },
  addresses: ["10.0.0.2"],
  expect: "reach",
  within: 0,
  level: "error",
};

const seen = (kind: TestAnswer["kind"], content: string | Uint8Array = "", code = 0, found = true): TestAnswer => ({
  ...{ kind, tookMs: 2, code, found },
  content: typeof content === "string" ? Buffer.from(content) : content,
});

/** The answer to a query with one question, with records that point to its name. */
function dnsReply(code: number, ...records: readonly (readonly [type: number, data: readonly number[]])[]): Uint8Array {
  const query = [...dnsQuery("web.lab", "A", 7)];
  const answers = records.flatMap(([type, data]) => [0xc0, 12, 0, type, 0, 1, 0, 0, 0, 9, 0, data.length, ...data]);
  return Uint8Array.from([...query.slice(0, 2), 0x81, code, 0, 1, 0, records.length, ...query.slice(8), ...answers]);
}

const V4 = [1, [10, 0, 0, 9]] as const;
const V6 = [28, [0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0a]] as const;
const ALIAS = [5, [3, 119, 119, 119, 0xc0, 12]] as const;

describe("judging a test", () => {
  const ping: TestOutput = { ...base, ping: true };
  const blocked: TestOutput = { ...base, tcp: 22, expect: "blocked" };
  const http: TestOutput = { ...base, http: { port: 80, path: "/", status: 200, body: "ok" } };
  const dns: TestOutput = { ...base, dns: { name: "web.lab", port: 53 } };
  const named: TestOutput = { ...base, dns: { name: "web.lab", port: 53, answer: "10.0.0.9" } };
  const run: TestOutput = { ...base, command: { run: ["x"], status: 1, output: "ok" } };

  it.each<[string, TestOutput, TestAnswer | undefined, boolean, string]>([
    ["an answer to a ping", ping, seen("answer"), true, "an answer"],
    ["silence", ping, seen("silence", "no answer to 3 echo requests"), false, "no answer to 3 echo requests"],
    ["a failure", ping, seen("failure", "container a does not exist"), false, "not run: container a does not exist"],
    ["nothing", ping, undefined, false, "not run: the host printed no result"],
    ["a refusal of what must be blocked", blocked, seen("silence", "connection refused"), true, "connection refused"],
    ["a connection that must be blocked", blocked, seen("answer"), false, "a connection"],
    ["a failure of what must be blocked", blocked, seen("failure", "no perl"), false, "not run: no perl"],
    ["the right page", http, seen("answer", "it is\n ok", 200), true, 'status 200, "it is ok"'],
    ["another status", http, seen("answer", "ok", 404), false, 'status 404, "ok"'],
    ["another page", http, seen("answer", "busy", 200, false), false, 'status 200, "busy"'],
    ["something else than HTTP", http, seen("answer", "SSH-2.0"), false, 'an answer that is not HTTP, "SSH-2.0"'],
    ["any address", dns, seen("answer", dnsReply(0, V4)), true, "10.0.0.9"],
    ["no address", dns, seen("answer", dnsReply(3)), false, "no address (NXDOMAIN)"],
    ["only an alias", dns, seen("answer", dnsReply(0, ALIAS)), false, "no address (NOERROR)"],
    ["the address behind an alias", named, seen("answer", dnsReply(0, ALIAS, V4)), true, "10.0.0.9"],
    ["another address", named, seen("answer", dnsReply(0, V6)), false, "fd00::a"],
    ["something else than DNS", dns, seen("answer", "hello"), false, "an answer that is not DNS"],
    ["the exit status", run, seen("answer", "ok", 1), true, 'exit status 1, "ok"'],
    ["another exit status", run, seen("answer", "ok", 0), false, 'exit status 0, "ok"'],
    ["another output", run, seen("answer", "", 1, false), false, "exit status 1"],
  ])("%s", (_, test, answer, ok, observed) => {
    expect(judgeTest(test, [answer])).toMatchObject({ ok, observed });
  });

  it("of several addresses, the first that is not as expected decides", () => {
    const two = { ...ping, addresses: ["10.0.0.2", "fd00::2"] };
    const judged = judgeTest(two, [seen("answer"), seen("silence", "no route to it")]);
    expect(judged).toMatchObject({ ok: false, observed: "fd00::2: no route to it" });
    expect(judgeTest(two, [seen("answer"), seen("answer")]).ok).toBe(true);
    expect(judgeTest({ ...ping, addresses: [] }, []).ok).toBe(false);
  });
});

describe("the requests of a test", () => {
  it("are one for each address, and the whole of what is sent", () => {
    const http = { ...base, addresses: ["10.0.0.2", "fd00::2"], http: { port: 81, path: "/x?y", status: 200 } };
    const lines = testLines("web", http, 0);
    expect(lines.map(({ id, container, address, port }) => [id, container, address, port])).toEqual([
      ["web.0", "a", "0a000002", 81],
      ["web.1", "a", `fd00${"0".repeat(27)}2`, 81],
    ]);
    expect(
      lines.map(({ what }) =>
        Buffer.from(what as Uint8Array)
          .toString()
          .split("\r\n")
          .slice(0, 2),
      ),
    ).toEqual([
      ["GET /x?y HTTP/1.0", "Host: 10.0.0.2:81"],
      ["GET /x?y HTTP/1.0", "Host: [fd00::2]:81"],
    ]);
  });

  it("ask for a name as DNS has it", () => {
    const query = Buffer.from(dnsQuery("web.lab.", "AAAA", 0x1234)).toString("hex");
    expect(query).toBe("123401000001000000000000" + "03776562" + "036c6162" + "00" + "001c0001");
    expect(parseDnsReply(dnsReply(0, V4, V6))).toEqual({ status: "NOERROR", addresses: ["10.0.0.9", "fd00::a"] });
    for (const length of [3, 14, 40]) expect(parseDnsReply(dnsReply(0, V4).slice(0, length))).toBeUndefined();
  });

  it("are described in words", () => {
    const words = (test: object, expected: "reach" | "blocked" = "reach"): string => {
      const request = requestOf({ ...base, ...test });
      return `${describeRequest(request, base.addresses)}: ${describeExpected(request, expected)}`;
    };
    expect([
      words({ ping: true }),
      words({ tcp: 22 }, "blocked"),
      words({ http: { port: 80, path: "/", status: 204 } }),
      words({ dns: { name: "web.lab", port: 5353, answer: "fd00::a" } }),
      words({ command: { run: ["ip", "route"], status: 0, output: "via" } }),
    ]).toEqual([
      "ping of 10.0.0.2: an answer",
      "TCP to 10.0.0.2 port 22: no connection",
      "GET http://10.0.0.2/: status 204",
      "AAAA of web.lab from 10.0.0.2 port 5353: fd00::a",
      'command `ip route`: exit status 0 and "via" in its output',
    ]);
  });

  it("leave lines that are not theirs", () => {
    const answers = parseTestAnswers("Welcome\n@result\ta.0\tanswer\t1.25\t200\t1\t6f6b\n@end");
    expect([...answers]).toEqual([
      ["a.0", { kind: "answer", tookMs: 1.25, code: 200, found: true, content: Buffer.from("ok") }],
    ]);
  });
});
