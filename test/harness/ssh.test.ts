import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server as TcpServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { Server, type Connection } from "ssh2";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectSsh, type SshTarget } from "../../harness/ssh";
import { generateKeyPair } from "../../lab/guest/keys";

/** A private key file's text and its public line, as OpenSSH writes them. */
function keyPair(): { secret: string; line: string } {
  const { private: secret, public: line } = generateKeyPair();
  return { secret, line: line.split(" ").slice(0, 2).join(" ") };
}

const folder = mkdtempSync(join(tmpdir(), "mf-ssh-"));
const hostKey = keyPair();
const login = keyPair();
const keyFile = join(folder, "login");
const open: { close: () => void }[] = [];
const connections: Connection[] = [];

beforeAll(() => {
  writeFileSync(keyFile, login.secret, { mode: 0o600 });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  for (const connection of connections.splice(0)) connection.end();
  for (const server of open.splice(0)) server.close();
});

/** A real ssh server that accepts the login key, and runs what it is asked to (but for `sudo`) in a shell of its own. */
async function sshServer(commands: string[] = []): Promise<number> {
  const server = new Server({ hostKeys: [hostKey.secret] }, (connection) => {
    connections.push(connection);
    connection.on("error", () => undefined);
    connection.on("authentication", (context) => {
      const wanted = Buffer.from(login.line.split(" ")[1] ?? "", "base64");
      if (context.method === "publickey" && context.username === "root" && context.key.data.equals(wanted))
        context.accept();
      else context.reject(["publickey"]);
    });
    connection.on("session", (accept) => {
      accept().on("exec", (acceptExec, _reject, { command }) => {
        commands.push(command);
        const channel = acceptExec();
        const child = spawn("unshare", ["-n", "sh", "-c", command]);
        child.stdout.pipe(channel, { end: false });
        child.stderr.pipe(channel.stderr, { end: false });
        child.stdin.on("error", () => undefined);
        channel.pipe(child.stdin);
        child.on("close", (status) => {
          channel.exit(status ?? 255);
          channel.end();
        });
      });
    });
  });
  open.push(server);
  return await new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      resolve((server.address() as { port: number }).port);
    }),
  );
}

/** A TCP server that says nothing. */
async function silentServer(): Promise<number> {
  const sockets: Socket[] = [];
  const server: TcpServer = createServer((socket) => sockets.push(socket.on("error", () => undefined)));
  open.push({ close: () => (sockets.forEach((socket) => socket.destroy()), server.close()) });
  return await new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      resolve((server.address() as { port: number }).port);
    }),
  );
}

function target(port: number, more: Partial<SshTarget> = {}): SshTarget {
  return { host: "127.0.0.1", port, user: "root", hostKey: hostKey.line, privateKeyFile: keyFile, ...more };
}

describe("ssh", () => {
  it("runs scripts from stdin on one login and brings back output and exit status", async () => {
    const commands: string[] = [];
    const session = await connectSsh("docker01", target(await sshServer(commands)));
    const big = `# ${"x".repeat(300_000)}\n`;
    expect(await session.run(`${big}echo out; echo err >&2; exit 3\n`, 20)).toEqual({
      status: 3,
      stdout: "out\n",
      stderr: "err\n",
    });
    expect((await session.run("echo again", 20)).stdout).toBe("again\n");
    session.close();
    expect(commands).toEqual(["timeout 20 sh -s", "timeout 20 sh -s"]);
    expect(connections).toHaveLength(1);
  });

  it("bounds a script by the host's own timeout", async () => {
    const session = await connectSsh("docker01", target(await sshServer()));
    const begin = Date.now();
    expect((await session.run("echo begin; sleep 30", 1)).stdout).toBe("begin\n");
    expect(Date.now() - begin).toBeLessThan(5000);
    session.close();
  });

  // Automates F6.
  it("refuses a host with another key before it logs in", async () => {
    const port = await sshServer();
    const other = keyPair().line;
    await expect(connectSsh("docker01", target(port, { hostKey: other }))).rejects.toThrow(
      `docker01 (root@127.0.0.1:${port}): wrong host key, refused: it presents ${hostKey.line}, but ${other} is pinned`,
    );
    expect(connections).toHaveLength(1);
  });

  it("refuses a key that is the pinned one cut short or with something added", async () => {
    const port = await sshServer();
    for (const wrong of [hostKey.line.slice(0, -8), "ssh-ed25519 ", `${hostKey.line}AAAA`]) {
      await expect(connectSsh("docker01", target(port, { hostKey: wrong }))).rejects.toThrow(/wrong host key, refused/);
    }
  });

  it("says that the login was rejected", async () => {
    const file = join(folder, "other-login");
    writeFileSync(file, keyPair().secret, { mode: 0o600 });
    await expect(connectSsh("docker01", target(await sshServer(), { privateKeyFile: file }))).rejects.toThrow(
      /^docker01 \(root@127\.0\.0\.1:\d+\): login rejected/,
    );
  });

  // Automates F5.
  it("gives up on a host that accepts TCP and says nothing, in the time it was given", async () => {
    const begin = Date.now();
    const port = await silentServer();
    await expect(connectSsh("docker02", target(port), 300)).rejects.toThrow(
      `docker02 (root@127.0.0.1:${port}): is not answering: no ssh login within 0.3 s`,
    );
    expect(Date.now() - begin).toBeLessThan(3000);
  });

  // Automates F25.
  it("tries again when a full server turns it away", async () => {
    const real = await sshServer();
    let turned = 0;
    const front = createServer((socket) => {
      if ((turned += 1) > 2) socket.pipe(connect(real, "127.0.0.1")).pipe(socket);
      else if (turned === 1) socket.end("Exceeded MaxStartups\r\n");
      else socket.resetAndDestroy();
    });
    open.push(front);
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    const session = await connectSsh("docker01", target((front.address() as { port: number }).port));
    session.close();
    expect(turned).toBe(3);
  });

  it("says that nobody listens", async () => {
    const port = await silentServer();
    open.splice(0).forEach((server) => {
      server.close();
    });
    await expect(connectSsh("docker01", target(port))).rejects.toThrow(
      /is not answering: connect ECONNREFUSED 127\.0\.0\.1/,
    );
  });

  it("says what is wrong with the private key", async () => {
    const port = await sshServer();
    await expect(connectSsh("docker01", target(port, { privateKeyFile: join(folder, "none") }))).rejects.toThrow(
      /cannot read the private key .*none: ENOENT/,
    );
    const locked = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "pkcs1", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem", cipher: "aes-128-cbc", passphrase: "x" },
    }).privateKey;
    writeFileSync(join(folder, "locked"), locked);
    await expect(connectSsh("docker01", target(port, { privateKeyFile: join(folder, "locked") }))).rejects.toThrow(
      /locked has a passphrase, .* run `ssh-add/,
    );
  });

  it("says that there is neither a key nor an agent", async () => {
    const { privateKeyFile: _, ...bare } = target(await sshServer());
    const agent = process.env["SSH_AUTH_SOCK"];
    delete process.env["SSH_AUTH_SOCK"];
    try {
      await expect(connectSsh("docker01", bare)).rejects.toThrow(
        /no key to log in with: set privateKeyFile, or start an ssh agent/,
      );
    } finally {
      if (agent !== undefined) process.env["SSH_AUTH_SOCK"] = agent;
    }
  });

  it("reports a connection that breaks under a script, and after it", async () => {
    const session = await connectSsh("docker01", target(await sshServer()));
    const running = session.run("sleep 20", 30);
    setTimeout(() => {
      connections.forEach((connection) => connection.end());
    }, 200);
    await expect(running).rejects.toThrow(/^docker01 .*the connection (broke|was closed)/);
    await expect(session.run("true", 5)).rejects.toThrow(/the connection (broke|was closed)/);
  });
});
