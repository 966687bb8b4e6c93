import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { opensshOptions, type SshLogin } from "../../host/openssh";
import { say } from "../../support/terminal";

/** Seconds that a host may take to answer, and after which one that has gone silent is given up. */
const LIMITS = { ConnectTimeout: 20, ServerAliveInterval: 5, ServerAliveCountMax: 3 };

/** Exit code of ssh when the connection fails; a command may end with it too. */
const SSH_FAILED = 255;

/** Standard input, output and error of ssh: those of this process, a pipe, or a file descriptor. */
export type Streams = readonly ["inherit" | "pipe" | number, "inherit" | "pipe" | number, "inherit" | "pipe" | number];

export interface RemoteCommand {
  /** The host's name, for messages. */
  readonly host: string;
  readonly ssh: SshLogin;
  /** For the shell of the user there. */
  readonly command: string;
  /** Whether it gets a terminal. */
  readonly terminal: boolean;
  readonly streams: Streams;
}

/**
 * Runs a command on a host with the OpenSSH client, which hands on terminal, window size and standard input; resolves to its
 * exit code. A connection that fails is reported in one line and gives 255, as with ssh itself.
 * @param onStart receives the client
 */
export async function runSsh(remote: RemoteCommand, onStart?: (client: ChildProcess) => void): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-"));
  // What ssh itself says goes to a file: on standard error it could not be told from what the command says.
  const log = join(folder, "log");
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      const client = spawn("ssh", ["-E", log, ...sshArguments(remote)], { stdio: [...remote.streams] });
      client.on("error", reject);
      client.on("close", (code) => {
        resolve(code ?? SSH_FAILED);
      });
      onStart?.(client);
    });
    const said = exitCode === SSH_FAILED ? lastLine(log) : "";
    if (said !== "") say(`error: ${where(remote)}: the ssh connection failed: ${said}`);
    return exitCode;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sshArguments({ ssh, command, terminal }: RemoteCommand): string[] {
  const options = Object.entries({ ...LIMITS, LogLevel: "ERROR" }).flatMap(([name, value]) => [
    "-o",
    `${name}=${value}`,
  ]);
  const login = ["-p", String(ssh.port), "-l", ssh.user, terminal ? "-tt" : "-T", "--", ssh.host];
  return ["-F", "none", ...opensshOptions(ssh), ...options, ...login, command];
}

function where({ host, ssh }: RemoteCommand): string {
  return `${host} (${ssh.user}@${ssh.host}:${ssh.port})`;
}

/** ssh says why last; a host key that is wrong has a page of text before. */
function lastLine(log: string): string {
  const lines = readFileSync(log, "utf8")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  return (lines.at(-1) ?? "").replace(/^ssh: /, "");
}
