import { readFile } from "node:fs/promises";
import { Client, type ConnectConfig } from "ssh2";
import { keyFilePath } from "../host/openssh";
import { rootShell } from "../host/root-shell";
import { runOverSsh, type ScriptResult } from "../support/ssh-script";
import type { FabricOutput } from "./contract";

export type SshTarget = FabricOutput["hosts"][string]["ssh"];

/** One login to one host; each script is a command of its own on it. */
export interface SshSession {
  /**
   * Feeds a script to `sh` as root and collects what it prints.
   * @param onOutput receives what it prints as it comes
   * @throws Error that says what happened, if the connection is lost or the time runs out.
   */
  run(script: string, seconds: number, onOutput?: (output: string) => void): Promise<ScriptResult>;
  close(): void;
}

export type Connect = (host: string, target: SshTarget) => Promise<SshSession>;

/** Milliseconds after which to give up on a host that does not answer. */
const LOGIN_LIMIT = 20_000;

/**
 * Logs in over ssh. The host's key must be the pinned one, byte for byte; nothing is sent to any other.
 * @throws Error that names host and address and says whether nobody answered, the key is wrong or the login was rejected.
 */
export async function connectSsh(host: string, target: SshTarget, limit = LOGIN_LIMIT): Promise<SshSession> {
  const where = `${host} (${target.user}@${target.host}:${target.port})`;
  const login = await credentials(where, target);
  return await new Promise<SshSession>((resolve, reject) => {
    const client = new Client();
    let wrongKey: string | undefined;
    const fail = (message: string): void => {
      clearTimeout(timer);
      client.destroy();
      reject(new Error(`${where}: ${message}`));
    };
    const timer = setTimeout(() => {
      fail(`is not answering: no ssh login within ${limit / 1000} s: check that the host and its sshd are up`);
    }, limit);
    client.on("error", (error) => {
      fail(wrongKey ?? explain(error));
    });
    client.on("ready", () => {
      clearTimeout(timer);
      resolve(session(client, where, target.user));
    });
    const [type = "", pinned = ""] = target.hostKey.split(" ");
    const hostVerifier = (key: Buffer): boolean => {
      if (key.equals(Buffer.from(pinned, "base64"))) return true;
      wrongKey = `wrong host key, refused: it presents ${type} ${key.toString("base64")}, but ${target.hostKey} is pinned`;
      return false;
    };
    const { host: address, port, user: username } = target;
    const algorithms = { serverHostKey: [type] } as NonNullable<ConnectConfig["algorithms"]>;
    const alive = { readyTimeout: 0, keepaliveInterval: 5000, keepaliveCountMax: 3 };
    try {
      client.connect({ host: address, port, username, algorithms, hostVerifier, ...login, ...alive });
    } catch (error) {
      fail(`cannot log in: ${(error as Error).message}`);
    }
  });
}

async function credentials(
  where: string,
  { privateKeyFile }: SshTarget,
): Promise<{ privateKey: Buffer } | { agent: string }> {
  const agent = process.env["SSH_AUTH_SOCK"];
  if (privateKeyFile === undefined) {
    if (agent) return { agent };
    throw new Error(
      `${where}: no key to log in with: set privateKeyFile, or start an ssh agent (SSH_AUTH_SOCK is empty)`,
    );
  }
  try {
    return { privateKey: await readFile(keyFilePath(privateKeyFile)) };
  } catch (error) {
    throw new Error(`${where}: cannot read the private key ${privateKeyFile}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function explain(error: Error & { level?: string; code?: string }): string {
  if (error.level === "client-authentication")
    return "login rejected: the host does not accept this user with this key";
  if (error.level === "handshake") return `ssh negotiation failed: ${error.message}`;
  if (error.code === "ENOTFOUND") return "the name does not resolve: correct ssh.host";
  return `is not answering: ${error.message}`;
}

function session(client: Client, where: string, user: string): SshSession {
  let lost: string | undefined;
  const waiting = new Set<(message: string) => void>();
  const lose = (message: string): void => {
    lost ??= message;
    for (const reject of waiting) reject(lost);
  };
  client.on("error", (error) => {
    lose(`the connection broke: ${error.message}`);
  });
  client.on("close", () => {
    lose("the connection was closed before the script ended");
  });
  return {
    close: () => client.end(),
    run: async (script, seconds, onOutput) =>
      await new Promise<ScriptResult>((resolve, reject) => {
        const fail = (message: string): void => {
          settle();
          reject(new Error(`${where}: ${message}`));
        };
        const settle = (): void => {
          clearTimeout(timer);
          waiting.delete(fail);
        };
        // The host itself ends the script; this limit is for a host that has stopped responding.
        const timer = setTimeout(
          () => {
            fail(`the probe script did not end within ${seconds} s`);
            client.destroy();
          },
          (seconds + 5) * 1000,
        );
        waiting.add(fail);
        if (lost !== undefined) {
          fail(lost);
          return;
        }
        runOverSsh(client, rootShell(user, seconds), script, onOutput).then(
          (result) => {
            settle();
            resolve(result);
          },
          (error: unknown) => {
            fail(`cannot run a script: ${(error as Error).message}`);
          },
        );
      }),
  };
}
