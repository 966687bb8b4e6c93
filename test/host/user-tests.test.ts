import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dnsQuery } from "../../harness/user-tests/dns-message";
import { parseTestAnswers, type TestAnswer } from "../../harness/user-tests/judge-test";
import { addressKey } from "../../harness/probes";
import { renderUserTests, userTestSeconds, type TestLine } from "../../host/user-tests";

/** Namespaces and raw sockets are root's. */
const isRoot = process.getuid?.() === 0;
const rooted = isRoot ? it : it.skip;
if (!isRoot) process.stderr.write("skipped: user tests by ping and in containers, which need root\n");

const local = addressKey("127.0.0.1");
let folder: string;
let web: Server;
let port: number;
let dns: ReturnType<typeof createSocket>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mf-tests-"));
  // Docker's `inspect` says that the container is this process; its `exec` runs the command here.
  const docker = [
    `[ "$1" = inspect ] || { shift 2; exec "$@"; }`,
    `printf '@container\\t/web\\trunning\\t%s\\n@container\\t/gone\\texited\\t0\\n' ${process.pid}`,
  ];
  writeFileSync(join(folder, "docker"), `#!/bin/sh\n${docker.join("\n")}\n`);
  chmodSync(join(folder, "docker"), 0o755);
  web = createServer((request, answer) => {
    answer.statusCode = request.url === "/" ? 200 : 404;
    // It leaves the connection open, as some do.
    answer.shouldKeepAlive = true;
    answer.end(`Host ${request.headers.host ?? ""} asks for ${request.url ?? ""}\n`);
  }).listen(0, "127.0.0.1");
  await once(web, "listening");
  ({ port } = web.address() as AddressInfo);
  dns = createSocket("udp4", (query, { port: from }) => {
    dns.send(Buffer.concat([query.subarray(0, 2), Buffer.from("answers")]), from);
  }).bind(0, "127.0.0.1");
  await once(dns, "listening");
});

afterAll(() => {
  web.closeAllConnections();
  web.close();
  dns.close();
  rmSync(folder, { recursive: true });
});

async function run(...lines: readonly Omit<TestLine, "id">[]): Promise<(TestAnswer & { text: string })[]> {
  const rows = lines.map((line, index) => ({ ...line, id: `${index}` }));
  const env = { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` };
  const stdout = await new Promise<string>((resolve) => {
    const child = execFile("sh", ["-s"], { env }, (_, printed) => {
      resolve(printed);
    });
    child.stdin?.end(renderUserTests(rows));
  });
  const answers = parseTestAnswers(stdout);
  return rows.map(({ id }) => {
    const answer = answers.get(id);
    if (answer === undefined) throw new Error(`no result for ${id}: ${stdout}`);
    return { ...answer, text: Buffer.from(answer.content).toString() };
  });
}

const get = (path: string): Uint8Array => Buffer.from(`GET ${path} HTTP/1.0\r\nHost: lab\r\n\r\n`);

describe("the program that makes the requests of users' tests", () => {
  it("connects, and tells a refusal from silence and from its own failure", async () => {
    const answers = await run(
      { kind: "tcp", address: local, port },
      { kind: "tcp", address: local, port: 1 },
      { kind: "tcp", address: addressKey("::1"), port: 1 },
    );
    expect(answers.map(({ kind, text }) => [kind, text])).toEqual([
      ["answer", ""],
      ["silence", "connection refused"],
      ["silence", expect.stringMatching(/connection refused|no route|cannot assign/i)],
    ]);
  });

  it("gets a page, looks for a text in the whole of it, and shows its beginning", async () => {
    const answers = await run(
      { kind: "http", address: local, port, what: get("/"), wanted: "asks for /" },
      { kind: "http", address: local, port, what: get("/x"), wanted: "Welcome" },
      { kind: "http", address: local, port: 1, what: get("/") },
    );
    expect(answers.map(({ kind, code, found, text }) => [kind, code, found, text])).toEqual([
      ["answer", 200, true, "Host lab asks for /\n"],
      ["answer", 404, false, "Host lab asks for /x\n"],
      ["silence", 0, true, "connection refused"],
    ]);
  });

  it("asks a DNS server and hands on its reply", async () => {
    const { port: server } = dns.address();
    const query = dnsQuery("web.lab", "A", 4711);
    const [reply, refused] = await run(
      { kind: "dns", address: local, port: server, what: query },
      { kind: "dns", address: local, port: 1, what: query },
    );
    expect(reply).toMatchObject({ kind: "answer", text: expect.stringMatching(/answers$/) as string });
    expect(refused).toMatchObject({ kind: "silence", text: "connection refused" });
  });

  it("runs commands without a shell, here and by `docker exec`, with both outputs and the exit status", async () => {
    const answers = await run(
      { kind: "command", address: "", what: ["printf", "%s|", "a b", "c\td", "$HOME"], wanted: "c\td|" },
      { kind: "command", address: "", what: ["sh", "-c", "echo no >&2; cat; exit 3"], wanted: "yes" },
      { kind: "command", address: "", what: ["no-such-program"] },
      { kind: "command", address: "", what: ["sh", "-c", "kill -9 $$"] },
      { kind: "command", container: "web", address: "", what: ["echo", "inside"] },
      { kind: "command", container: "gone", address: "", what: ["true"] },
      { kind: "command", container: "nobody", address: "", what: ["true"] },
    );
    expect(answers.map(({ kind, code, found, text }) => [kind, code, found, text])).toEqual([
      ["answer", 0, true, "a b|c\td|$HOME|"],
      ["answer", 3, false, "no\n"],
      ["answer", 127, true, expect.stringContaining("cannot run no-such-program: No such file")],
      ["answer", 137, true, ""],
      ["answer", 0, true, "inside\n"],
      ["failure", 0, true, "container gone is not running (exited)"],
      ["failure", 0, true, "container nobody does not exist, or Docker does not answer"],
    ]);
  });

  rooted("pings, and enters the namespace of a container", async () => {
    const answers = await run(
      { kind: "ping", address: local },
      { kind: "ping", container: "web", address: local },
      { kind: "tcp", container: "web", address: local, port },
      { kind: "ping", container: "gone", address: local },
    );
    expect(answers.map(({ kind }) => kind)).toEqual(["answer", "answer", "answer", "failure"]);
  });

  it("runs any number of them, sixteen at a time", async () => {
    const lines = Array.from({ length: 40 }, (_, index): TestLine => ({
      ...{ id: `${index}`, kind: "command", address: "" },
      what: ["echo", `${index}`],
    }));
    expect((await run(...lines)).map(({ text }) => text.trim())).toEqual(lines.map((_, index) => `${index}`));
    expect(userTestSeconds(lines)).toBe(60 + 3 * 60);
  });
});
