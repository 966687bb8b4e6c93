import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectSsh } from "../../harness/ssh";
import { dockerSshOptions } from "../../host/docker-ssh";
import { opensshOptions, type SshLogin } from "../../host/openssh";
import { useFreshCache } from "../support/cache-home";
import { freePort, SSHD, Sshd } from "./sshd";

if (SSHD === undefined) console.warn("logins through a bastion are not tested: there is no OpenSSH server (sshd)");

useFreshCache();

/** Ends in a key of the same length that is nobody's. */
function otherKey(hostKey: string): string {
  return hostKey.replace(/.{4}$/, "AAAA");
}

describe.skipIf(SSHD === undefined)("a host behind a bastion", () => {
  let bastion: Sshd;
  let host: Sshd;
  let login: SshLogin;
  beforeAll(async () => {
    bastion = await Sshd.start("10:30:100");
    host = await Sshd.start("2:100:2");
    login = { ...host.login, jump: bastion.login };
  });
  afterAll(async () => {
    await host.stop();
    await bastion.stop();
  });

  const ssh = (options: readonly string[], command: string): string[] => {
    const { user, port, host: name } = login;
    return ["-F", "none", "-l", user, "-p", String(port), ...options, "-T", "--", name, command];
  };
  const bad = (): [string, SshLogin, RegExp][] => [
    ["the host's", { ...login, hostKey: otherKey(login.hostKey) }, /wrong host key|Host key verification failed/],
    [
      "the bastion's",
      { ...login, jump: { ...bastion.login, hostKey: otherKey(bastion.login.hostKey) } },
      /wrong host key|Host key verification failed/,
    ],
  ];

  describe("and OpenSSH", () => {
    it("log in, and refuse any other key of either", () => {
      const { status, stdout, stderr } = spawnSync("ssh", ssh(opensshOptions(login), "echo here"), {
        encoding: "utf8",
      });
      expect([status, stdout, stderr]).toEqual([0, "here\n", ""]);
      for (const [, wrong, why] of bad()) {
        const refused = spawnSync("ssh", ssh(opensshOptions(wrong), "echo here"), { encoding: "utf8" });
        expect([refused.status, refused.stdout]).toEqual([255, ""]);
        expect(refused.stderr).toMatch(why);
      }
    });
  });

  describe("and ssh below the Docker provider", () => {
    it("log in as often as is asked at once, to a host that turns away the third that is logging in", async () => {
      const all = Array.from({ length: 6 }, async () => {
        const child = spawn("ssh", ssh(dockerSshOptions(login), "cat"));
        const sent = randomBytes(1 << 16);
        const got: Buffer[] = [];
        let said = "";
        child.stdout.on("data", (chunk: Buffer) => got.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
        child.stdin.end(sent);
        const code = await new Promise((resolve) => child.on("close", resolve));
        expect([code, said, Buffer.concat(got).equals(sent)]).toEqual([0, "", true]);
      });
      await Promise.all(all);
    });

    it("refuse a bastion with another key, and a host with another key", () => {
      // The first is tried again until the time for a host that does not answer is over.
      const [hosts] = bad();
      const refused = spawnSync("ssh", ssh(dockerSshOptions(hosts?.[1] ?? login), "true"), { encoding: "utf8" });
      expect(refused.status).toBe(255);
      expect(refused.stderr).toContain("Host key verification failed");
    });

    it("leave nobody behind when they are killed", async () => {
      const mark = `${process.pid}${Math.random()}`.replace(".", "");
      const child = spawn("ssh", ssh(dockerSshOptions(login), `echo here; : ${mark}; sleep 60`));
      await new Promise((resolve) => child.stdout.once("data", resolve));
      const ways = (): string[] =>
        spawnSync("pgrep", ["-f", `--`, `-p ${bastion.login.port} -l`], { encoding: "utf8" })
          .stdout.split("\n")
          .filter(Boolean);
      expect(ways().length).toBeGreaterThan(0);
      const gone = new Promise((resolve) => child.on("close", resolve));
      child.kill("SIGKILL");
      await gone;
      while (ways().length > 0) await new Promise((resume) => setTimeout(resume, 50));
    });
  });

  describe("and the harness", () => {
    it("log in and run scripts as the user", async () => {
      const session = await connectSsh("docker01", login);
      const { status, stdout } = await session.runAsUser("echo here; id -un", 10);
      session.close();
      expect([status, stdout]).toEqual([0, `here\n${login.user}\n`]);
    });

    it("refuse any other key of either", async () => {
      const [hosts, bastions] = bad();
      await expect(connectSsh("docker01", hosts?.[1] ?? login)).rejects.toThrow(
        /^docker01 \(.*\): wrong host key, refused/,
      );
      await expect(connectSsh("docker01", bastions?.[1] ?? login)).rejects.toThrow(
        /^docker01 \(.*\): bastion \S+@127\.0\.0\.1:\d+: wrong host key, refused/,
      );
    });

    it("say which of the two does not answer", async () => {
      const port = await freePort();
      await expect(connectSsh("docker01", { ...login, port })).rejects.toThrow(/: bastion \S+ cannot reach it: /);
      await expect(connectSsh("docker01", { ...login, jump: { ...bastion.login, port } })).rejects.toThrow(
        /: bastion \S+: is not answering: /,
      );
    });

    it("say what to do about a key with a passphrase", async () => {
      const file = `${host.login.privateKeyFile ?? ""}-locked`;
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret words", "-f", file]);
      await expect(connectSsh("docker01", { ...host.login, privateKeyFile: file })).rejects.toThrow(
        `${file} has a passphrase, which nobody can type during an update: run \`ssh-add ${file}\``,
      );
    });
  });
});
