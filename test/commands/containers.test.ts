import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { execIn } from "../../commands/containers/exec";
import { findContainer, type Place } from "../../commands/containers/find-container";
import { printLogs } from "../../commands/containers/logs";
import { restartAll } from "../../commands/containers/restart";
import { openShell, ownShell } from "../../commands/containers/shell";
import { waitUntil } from "../../harness/testing/wait-until";
import { hostShellScript } from "../../host/container-shell";
import { generateKeyPair } from "../../lab/guest/keys";
import { referenceOutput } from "../harness/fixture";
import { freePort, SSHD, Sshd } from "../host/sshd";

describe("a container's name", () => {
  const output = referenceOutput();

  it("leads to its host and what Docker calls it, and so does that of the registry", () => {
    expect(findContainer("bbox11", output)).toEqual({
      ...{ name: "bbox11", container: "bbox11", host: "docker02", ssh: output.hosts["docker02"]?.ssh },
    });
    expect(findContainer("registry", output)).toMatchObject({ container: "registry-dev", host: "docker01" });
  });

  it("that is wrong is refused with the one that was meant, or with those that there are", () => {
    const refusal = (name: string, change: Partial<typeof output> = {}): string => {
      try {
        findContainer(name, { ...output, ...change });
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    expect(refusal("bbox12")).toBe('there is no container "bbox12" in stack dev: did you mean "bbox1"?');
    expect(refusal("web")).toBe(
      'there is no container "web" in stack dev: it has registry, bbox1, bbox2, bbox10, bbox11, bbox20, bbox21',
    );
    expect(refusal("docker01")).toMatch(/^docker01 is a host, not a container: .*`ssh -F ssh-config docker01`/);
    expect(refusal("constructor")).toMatch(/^there is no container "constructor"/);
    const { registry: _, ...bare } = output;
    expect(refusal("web", { ...bare, registry: undefined, containers: {} })).toBe(
      'there is no container "web" in stack dev: it has none',
    );
    const many = Object.fromEntries(Array.from({ length: 30 }, (_each, at) => [`c${at}`, output.containers["bbox1"]]));
    expect(refusal("web", { containers: many as typeof output.containers })).toMatch(/c18, … \(31 in all\)$/);
  });
});

/** Runs programs as if they were in the container, and has logs. */
const DOCKER = `#!/bin/sh
case "$1 $2" in
"exec bare" | "exec -i bare" | "exec -it bare") echo 'exec: "sh": executable file not found in $PATH' >&2; exit 127 ;;
"exec stopped") echo 'container stopped is not running' >&2; exit 1 ;;
"exec "*) while :; do case $1 in exec | -i | -it) shift ;; *) break ;; esac done; shift; [ "$1" != bash ] || exit 126; exec "$@" ;;
"inspect "*) echo 0 ;;
"logs "*)
  echo "$@" >>"$FAKE/asked"
  while [ $# -gt 1 ]; do [ "$1" != --follow=true ] || follow=yes; shift; done
  echo "$1 out"; echo "$1 err" >&2; printf 'no end'
  [ -z "$follow" ] || { echo "$$" >>"$FAKE/following"; exec sleep 1000; } ;;
esac
`;

describe.skipIf(SSHD === undefined)("on a host", () => {
  let sshd: Sshd;
  let folder: string;
  let said: string[];
  const file = (name: string): string => readFileSync(join(folder, name), "utf8");
  const place = (name: string, change: Partial<Place["ssh"]> = {}): Place => ({
    ...{ name, container: name, host: "docker01", ssh: { ...sshd.login, ...change } },
  });
  /** Runs something with streams that are files. */
  const run = async (
    input: string,
    work: (streams: readonly [number, number, number]) => Promise<number>,
  ): Promise<{ code: number; stdout: string; stderr: string }> => {
    writeFileSync(join(folder, "stdin"), input);
    const open = (name: string, how: string): number => openSync(join(folder, name), how);
    const streams = [open("stdin", "r"), open("stdout", "w"), open("stderr", "w")] as const;
    const code = await work(streams);
    streams.forEach((stream) => {
      closeSync(stream);
    });
    return { code, stdout: file("stdout"), stderr: file("stderr") };
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "mf-verbs-"));
    writeFileSync(join(folder, "docker"), DOCKER);
    chmodSync(join(folder, "docker"), 0o755);
    sshd = await Sshd.start("10:30:100", `SetEnv PATH=${folder}:/usr/bin:/bin FAKE=${folder}`);
  });
  afterAll(async () => {
    await sshd.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    said = [];
    vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("a program gets its words as they are, and standard input", async () => {
    const words = ["a b", "'", '"', "$HOME", "`id`", String.raw`\\n\'`, "", "*", "line\nbreak", "--", "-x", "ü;&|<>"];
    const echo = ["sh", "-c", 'cat; printf "<%s>" "$@"', "sh", ...words];
    expect(await run("from stdin\n", (streams) => execIn(place("web"), echo, false, streams))).toEqual({
      ...{ code: 0, stdout: `from stdin\n${words.map((word) => `<${word}>`).join("")}`, stderr: "" },
    });
  });

  it("the exit code is the program's, also that with which ssh says that it failed", async () => {
    for (const code of [3, 255]) {
      const words = ["sh", "-c", `echo problem >&2; exit ${code}`];
      expect(await run("", (streams) => execIn(place("web"), words, false, streams))).toEqual({
        ...{ code, stdout: "", stderr: "problem\n" },
      });
    }
    expect(said).toEqual([]);
  });

  it("a program has a terminal if asked for", async () => {
    const words = ["sh", "-c", "test -t 0 && test -t 1 && echo terminal"];
    expect(await run("", (streams) => execIn(place("web"), words, true, streams))).toMatchObject({
      ...{ code: 0, stdout: "terminal\r\n" },
    });
  });

  it("a host that is silent, or has another key, is one line", async () => {
    const port = await freePort();
    const silent = place("web", { port });
    expect(await run("", (streams) => execIn(silent, ["true"], false, streams))).toEqual({
      ...{ code: 255, stdout: "", stderr: "" },
    });
    const hostKey = generateKeyPair().public.split(" ").slice(0, 2).join(" ");
    await run("", (streams) => execIn(place("web", { hostKey }), ["true"], false, streams));
    const user = sshd.login.user;
    expect(said).toEqual([
      `error: docker01 (${user}@127.0.0.1:${port}): the ssh connection failed: connect to host 127.0.0.1 port ${port}: Connection refused\n`,
      `error: docker01 (${user}@127.0.0.1:${sshd.login.port}): the ssh connection failed: Host key verification failed.\n`,
    ]);
  });

  it("a shell is the best that the container has, and hands on its exit code", async () => {
    const typed = 'echo "$0"; exit 7\n';
    const open = (name: string) =>
      run(typed, (s) => openShell(place(name), ownShell(place(name), "dev", false), false, s));
    expect(await open("web")).toEqual({ code: 7, stdout: "sh\n", stderr: "" });
  });

  it("a container without a shell says so, and one that is not running too", async () => {
    const open = (name: string) =>
      run("", (s) => openShell(place(name), ownShell(place(name), "dev", false), false, s));
    expect(await open("bare")).toEqual({
      ...{ code: 127, stdout: "" },
      stderr:
        "bare has no shell. Run its programs with `npm run exec -- --stack dev bare PROGRAM`, or open a shell of its host in its network with `npm run shell -- --stack dev bare --from-host`\n",
    });
    expect(await open("stopped")).toEqual({ code: 1, stdout: "", stderr: "container stopped is not running\n" });
    expect(await run("", (s) => openShell(place("web"), hostShellScript("web"), false, s))).toEqual({
      ...{ code: 1, stdout: "", stderr: "web is not running\n" },
    });
  });

  it("the logs of one container keep its two outputs apart", async () => {
    const options = { tail: "5", since: "10m" };
    expect(
      await run("", ([, ...out]) => printLogs([place("web")], options, noLine, () => undefined, ["pipe", ...out])),
    ).toEqual({ code: 0, stdout: "web out\nno end", stderr: "web err\n" });
    expect(file("asked")).toBe("logs --follow=false --tail 5 --since 10m web\n");
  });

  it("the logs of several begin each line with the container's name", async () => {
    const lines: string[] = [];
    const places = [place("web"), place("database"), { ...place("cache"), host: "docker02" }];
    expect(await printLogs(places, {}, (line) => lines.push(line), () => undefined)).toBe(0); // prettier-ignore
    const of = (name: string): string[] => lines.filter((line) => line.startsWith(name));
    expect(of("web")).toEqual(["web      | web out", "web      | web err", "web      | no end"]);
    expect(of("database")).toEqual(["database | database out", "database | database err", "database | no end"]);
    expect(of("cache")).toHaveLength(3);
    expect(lines).toHaveLength(9);
  });

  it("nothing of a log that is followed is left on the host when its reader ends", async () => {
    const lines: string[] = [];
    const end = (client: { kill: () => void }): void => {
      void waitUntil(() => lines.length >= 4).then(() => {
        client.kill();
      });
    };
    await printLogs([place("web"), place("db")], { follow: true }, (line) => lines.push(line), end);
    const followers = file("following").trim().split("\n").map(Number);
    expect(followers).toHaveLength(2);
    await waitUntil(() => followers.every((pid) => !isRunning(pid)));
  });

  it("a restart goes on after one that failed, and says which", async () => {
    const scripts: string[] = [];
    const run = (script: string) => {
      scripts.push(script);
      const status = scripts.length === 1 ? 1 : 0;
      return Promise.resolve({ status, stdout: "", stderr: status === 0 ? "" : "docker01: no space left\n" });
    };
    const shown: string[] = [];
    const places = [place("web"), place("db"), { ...place("far"), host: "docker02" }];
    const connect = (host: string) =>
      host === "docker01" ? Promise.resolve({ run, close: () => undefined }) : Promise.reject(new Error("far away"));
    expect(await restartAll("dev", places, (line) => shown.push(line), connect)).toEqual([
      "web on docker01: no space left",
      "far away",
    ]);
    expect(shown).toEqual(["db on docker01 has restarted"]);
    expect(scripts[1]).toMatch(/container=db\nlabel=macvlan-fabric.stack=dev\n/);
  });
});

function noLine(line: string): void {
  throw new Error(`a line by itself: ${line}`);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
