import { randomBytes } from "node:crypto";
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dockerSshOptions } from "../../host/docker-ssh";
import { opensshOptions, type SshLogin } from "../../host/openssh";
import { findProgram } from "../../support/find-program";
import { useFreshCache } from "../support/cache-home";
import { freePort, SSHD, Sshd } from "./sshd";

if (SSHD === undefined) console.warn("ssh below the Docker provider is not tested: there is no OpenSSH server (sshd)");

const cache = useFreshCache();

/** ssh as Docker's connection helper runs it. */
function ssh(
  to: SshLogin,
  options: readonly string[],
  command: string,
  env: NodeJS.ProcessEnv = {},
): ChildProcessWithoutNullStreams {
  const args = ["-F", "none", "-l", to.user, "-p", String(to.port), ...options, "-T", "--", to.host, command];
  return spawn("ssh", args, { env: { ...process.env, ...env } });
}

interface Ended {
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: string;
}

/** Resolves once nobody holds the outputs any more: what Docker's client waits for, without a limit. */
async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const out: Buffer[] = [];
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => {
    child.on("close", (code) => {
      resolve({ code, out: Buffer.concat(out), err });
    });
  });
}

async function until(true_: () => boolean): Promise<void> {
  while (!true_()) await new Promise((resume) => setTimeout(resume, 20));
}

/** A host that does not answer, and a path on which a second takes no time once `go` exists. */
async function deadHost(): Promise<{ login: SshLogin; path: string; folder: string }> {
  const folder = join(cache(), "bin");
  mkdirSync(folder);
  const program = (name: string, body: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\ncd ${folder}\n${body}\n`, { mode: 0o755 });
  };
  program("sleep", `echo "$1" >>slept; until [ -e go ]; do ${findProgram("sleep", process.env) ?? ""} 0.05; done`);
  program("flock", `echo "$1" >>queued; exec ${findProgram("flock", process.env) ?? ""} "$@"`);
  const login = { host: "127.0.0.1", port: await freePort(), user: "root", hostKey: "ssh-ed25519 AAAA" };
  return { login, folder, path: `${folder}:${process.env["PATH"] ?? ""}` };
}

function lines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
}

describe.skipIf(SSHD === undefined)("ssh below the Docker provider", () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await Sshd.start("2:100:2");
  });
  afterAll(() => sshd.stop());

  it("logs in as often as is asked at once, to a server that turns away the third that is logging in", async () => {
    const { login } = sshd;
    const all = Array.from({ length: 8 }, () => ended(ssh(login, dockerSshOptions(login), "echo here")));
    for (const { code, out, err } of await Promise.all(all))
      expect([code, String(out), err]).toEqual([0, "here\n", ""]);
  });

  it("waits for a server that turns everybody away, where ssh alone gives up", async () => {
    const { login } = sshd;
    const sockets = await sshd.occupy(2);
    expect(await ended(ssh(login, opensshOptions(login), "true"))).toMatchObject({ code: 255 });
    const patient = ended(ssh(login, dockerSshOptions(login), "true"));
    await new Promise((resume) => setTimeout(resume, 500));
    for (const socket of sockets) socket.destroy();
    expect(await patient).toMatchObject({ code: 0, err: "" });
  });

  it("carries every byte, both ways", async () => {
    const { login } = sshd;
    const sent = randomBytes(1 << 20);
    const child = ssh(login, dockerSshOptions(login), "cat");
    const got = ended(child);
    child.stdin.end(sent);
    expect((await got).out.equals(sent)).toBe(true);
  });

  it("leaves nobody behind when it is killed, while it waits or while it runs", async () => {
    const { login } = sshd;
    const running = ssh(login, dockerSshOptions(login), "echo here; sleep 60");
    const gone = ended(running);
    await new Promise((resolve) => running.stdout.once("data", resolve));
    running.kill("SIGKILL");
    await gone;
    const sockets = await sshd.occupy(2);
    const waiting = ["first", "queued"].map(() => ssh(login, dockerSshOptions(login), "true"));
    const both = waiting.map(ended);
    await new Promise((resume) => setTimeout(resume, 500));
    for (const child of waiting) child.kill("SIGTERM");
    await Promise.all(both);
    for (const socket of sockets) socket.destroy();
  });

  it("leaves the queue when it is killed, however long the one before it takes", async () => {
    const { login } = sshd;
    const queue = join(cache(), "macvlan-fabric", "ssh");
    mkdirSync(queue, { recursive: true });
    const first = spawn("flock", ["--no-fork", join(queue, `127.0.0.1:${login.port}`), "sleep", "20"]);
    await new Promise((resume) => setTimeout(resume, 300));
    const queued = ssh(login, dockerSshOptions(login), "true");
    const gone = ended(queued);
    await new Promise((resume) => setTimeout(resume, 500));
    queued.kill("SIGTERM");
    await gone;
    expect(first.exitCode).toBeNull();
    first.kill();
  });

  it("needs no cache of the user's, and believes no failure that is still to come", async () => {
    const { login } = sshd;
    const log = async (env: NodeJS.ProcessEnv): Promise<Ended> =>
      await ended(ssh(login, dockerSshOptions(login), "true", env));
    expect(await log({ XDG_CACHE_HOME: "/dev/null" })).toMatchObject({ code: 0, err: "" });
    const queue = join(cache(), "macvlan-fabric", "ssh");
    mkdirSync(queue, { recursive: true });
    writeFileSync(join(queue, `127.0.0.1:${login.port}`), "9999999999\n");
    expect(await log({ XDG_CACHE_HOME: cache() })).toMatchObject({ code: 0, err: "" });
  });

  it("refuses a host with another key, over the same connection", async () => {
    const { login } = sshd;
    const other = { ...login, hostKey: `ssh-ed25519 ${login.hostKey.split(" ")[1]?.replace(/.{4}$/, "AAAA") ?? ""}` };
    const { code, err } = await ended(ssh(login, dockerSshOptions(other), "true"));
    expect(code).toBe(255);
    expect(err).toContain("Host key verification failed");
  });
});

describe("a host that does not answer", () => {
  it("costs 30 s, once for all connections that wait for it", async () => {
    const { login, path, folder } = await deadHost();
    const first = ended(ssh(login, dockerSshOptions(login), "true", { PATH: path }));
    await until(() => lines(join(folder, "slept")).includes("2"));
    const second = ended(ssh(login, dockerSshOptions(login), "true", { PATH: path }));
    await until(() => lines(join(folder, "queued")).length >= 2);
    writeFileSync(join(folder, "go"), "");
    for (const { code, err } of await Promise.all([first, second])) {
      expect(code).toBe(255);
      expect(err).toContain(`no ssh server answers on port ${login.port} of 127.0.0.1`);
    }
    expect(lines(join(folder, "slept")).filter((seconds) => seconds === "1")).toHaveLength(30);
  });
});

describe("the options", () => {
  it("are the same for everybody who shares the stack", () => {
    const options = dockerSshOptions({ hostKey: "ssh-ed25519 AAAA" });
    expect(options.join(" ")).not.toContain(process.cwd());
    expect(options.join(" ")).not.toContain(cache());
  });

  it("mean the same to every shell that ssh may start the command with", () => {
    const command = dockerSshOptions({ hostKey: "ssh-ed25519 AAAA" }).at(-1);
    const [, script] = /^ProxyCommand=bash -pc '(.*)' '%h' %p$/.exec(command ?? "") ?? [];
    expect(script).toMatch(/^(?:[^'!\\\n]|! )+$/);
  });
});
