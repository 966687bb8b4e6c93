import type { TestOutput } from "../contract";
import { parseDnsReply } from "./dns-message";
import { requestOf, type Request } from "./request";

/** What one request showed. */
export interface TestAnswer {
  /** `silence`: nobody answered, or refused the connection. `failure`: it could not be tried. */
  readonly kind: "answer" | "silence" | "failure";
  readonly tookMs: number;
  /** Status of HTTP, or exit status. */
  readonly code: number;
  /** Whether the text that is looked for came. */
  readonly found: boolean;
  /** The beginning of what came, or the reason. */
  readonly content: Uint8Array;
}

export interface Judgement {
  readonly ok: boolean;
  readonly observed: string;
  readonly tookMs?: number;
}

/** Reads the lines of the script, by request; other lines, such as a login banner, are ignored. */
export function parseTestAnswers(text: string): Map<string, TestAnswer> {
  const rows = text.split("\n").filter((line) => line.startsWith("@result\t"));
  return new Map(
    rows.map((line) => {
      const [, id = "", kind = "", took = "", code = "", found = "", content = ""] = line.split("\t");
      const known = kind === "answer" || kind === "silence" ? kind : "failure";
      const numbers = { tookMs: Number(took), code: Number(code), found: found === "1" };
      return [id, { kind: known, ...numbers, content: Buffer.from(content, "hex") }] as const;
    }),
  );
}

/** Judges a test by the answers to all its requests: the first that is not as expected decides. */
export function judgeTest(test: TestOutput, answers: readonly (TestAnswer | undefined)[]): Judgement {
  const request = requestOf(test);
  if (request.kind === "unknown")
    return { ok: false, observed: "not run: a newer release wrote the stack, so verify it with that one" };
  const judged = answers.map((answer, index) => {
    const { ok, observed } = judgeAnswer(request, test.expect, answer);
    const from = answers.length > 1 ? `${test.addresses[index] ?? ""}: ` : "";
    const took = answer === undefined || answer.kind === "failure" ? {} : { tookMs: answer.tookMs };
    return { ok, observed: `${from}${observed}`, ...took };
  });
  const [first] = judged;
  return judged.find(({ ok }) => !ok) ?? first ?? { ok: false, observed: "not run: it has no address to try" };
}

function judgeAnswer(request: Request, expect: TestOutput["expect"], answer: TestAnswer | undefined): Judgement {
  if (answer === undefined) return { ok: false, observed: "not run: the host printed no result" };
  const { kind, content } = answer;
  if (kind === "failure") return { ok: false, observed: `not run: ${toText(content)}` };
  if (kind === "silence") return { ok: expect === "blocked", observed: toText(content) };
  const { ok, observed } = judgeContent(request, answer);
  return { ok: ok && expect === "reach", observed };
}

function judgeContent(request: Request, { code, found, content }: TestAnswer): Judgement {
  switch (request.kind) {
    case "ping":
    case "unknown":
      return { ok: true, observed: "an answer" };
    case "tcp":
      return { ok: true, observed: "a connection" };
    case "http": {
      const status = code === 0 ? "an answer that is not HTTP" : `status ${code}`;
      return { ok: code === request.status && found, observed: withContent(status, content) };
    }
    case "dns":
      return judgeReply(request.answer, content);
    case "command":
      return { ok: code === request.status && found, observed: withContent(`exit status ${code}`, content) };
  }
}

function judgeReply(wanted: string | undefined, content: Uint8Array): Judgement {
  const reply = parseDnsReply(content);
  if (reply === undefined) return { ok: false, observed: "an answer that is not DNS" };
  const { status, addresses } = reply;
  const observed = addresses.length > 0 ? addresses.join(", ") : `no address (${status})`;
  return { ok: wanted === undefined ? addresses.length > 0 : addresses.includes(wanted), observed };
}

/** With the beginning of what came, on one line. */
function withContent(what: string, content: Uint8Array): string {
  const text = toText(content);
  return text === "" ? what : `${what}, "${text}"`;
}

function toText(content: Uint8Array): string {
  const line = Buffer.from(content).toString().replaceAll(/\s+/g, " ").trim();
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
