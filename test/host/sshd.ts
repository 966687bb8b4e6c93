import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { SshLogin } from "../../host/openssh";
import { generateKeyPair } from "../../lab/guest/keys";

/** The OpenSSH server's path, which is not on everybody's `PATH`; undefined where it is not installed. */
export const SSHD = ["/usr/sbin/sshd", "/usr/bin/sshd", "/usr/local/sbin/sshd"].find((path) => {
  try {
    execFileSync(path, ["-t", "-f", "/dev/null", "-h", "/dev/null"], { stdio: "ignore" });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
});

/** An OpenSSH server of the user's own, on a free port of 127.0.0.1. */
export class Sshd {
  private constructor(
    private readonly folder: string,
    private readonly server: ChildProcess,
    readonly login: SshLogin,
  ) {}

  /** @param startups its `MaxStartups`; @param more lines of its configuration */
  static async start(startups: string, ...more: readonly string[]): Promise<Sshd> {
    const folder = mkdtempSync(join(tmpdir(), "mf-sshd-"));
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const host = generateKeyPair();
    const user = generateKeyPair();
    const port = await freePort();
    // Only root's server insists on this folder, which its package makes when the service starts.
    if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
    const lines = [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${write("host", host.private)}`,
      `AuthorizedKeysFile ${write("authorized", `${user.public}\n`)}`,
      `PidFile none`,
      "StrictModes no",
      "UsePAM no",
      `MaxStartups ${startups}`,
      ...more,
    ];
    const config = write("config", `${lines.join("\n")}\n`);
    const server = spawn(SSHD ?? "sshd", ["-D", "-e", "-f", config], { stdio: ["ignore", "ignore", "pipe"] });
    await new Promise<void>((resolve, reject) => {
      let said = "";
      server.stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes("Server listening")) resolve();
      });
      server.on("close", () => {
        reject(new Error(`sshd ended: ${said}`));
      });
    });
    const hostKey = host.public.split(" ").slice(0, 2).join(" ");
    const privateKeyFile = write("login", user.private);
    return new Sshd(folder, server, { host: "127.0.0.1", port, user: userInfo().username, hostKey, privateKeyFile });
  }

  /** Connections that do not log in; while they are open, the server counts them against `MaxStartups`. */
  async occupy(connections: number): Promise<Socket[]> {
    return Promise.all(
      Array.from({ length: connections }, async () => {
        const socket = connect(this.login.port, "127.0.0.1");
        await new Promise((resolve) => socket.once("data", resolve));
        return socket;
      }),
    );
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.server.once("exit", resolve));
    this.server.kill();
    await ended;
    rmSync(this.folder, { recursive: true });
  }
}

/** A port of 127.0.0.1 on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
