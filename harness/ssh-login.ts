import { readFile } from "node:fs/promises";
import { Client, type ConnectConfig } from "ssh2";
import { keyFilePath } from "../host/openssh";
import type { FabricOutput } from "./contract";

export type SshTarget = FabricOutput["hosts"][string]["ssh"];

/** One try at a login. @param silent what to say when the milliseconds are over */
export async function logIn(target: SshTarget, login: ConnectConfig, limit: number, silent: string): Promise<Client> {
  return await new Promise<Client>((resolve, reject) => {
    const client = new Client();
    let wrongKey: string | undefined;
    const fail = (message: string, cause?: Error): void => {
      clearTimeout(timer);
      client.destroy();
      reject(new Error(message, { cause }));
    };
    const timer = setTimeout(() => {
      fail(silent);
    }, limit);
    client.on("error", (error) => {
      fail(wrongKey ?? explain(error), wrongKey === undefined ? error : undefined);
    });
    client.on("ready", () => {
      clearTimeout(timer);
      resolve(client);
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

/** Whether the server closed the connection before anything was agreed on. */
export function isTurnedAway(error: unknown): boolean {
  const cause = (error as Error).cause as (Error & { code?: string }) | undefined;
  return cause?.code === "ECONNRESET" || cause?.message === "Connection lost before handshake";
}

/** The private key or the agent to log in with. @throws Error that names what is missing. */
export async function credentials(
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
