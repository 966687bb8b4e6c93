import { readFile } from "node:fs/promises";
import { Client, type ClientChannel, type ConnectConfig } from "ssh2";
import { keyFilePath } from "../host/openssh";
import { hasPassphrase, passphraseText } from "../host/private-key";
import type { FabricOutput } from "./contract";

export type SshTarget = FabricOutput["hosts"][string]["ssh"];

/** A machine to log in to straight away: a bastion, or a host without one. */
type Hop = Omit<SshTarget, "jump">;

/** One try at a login, through the bastion if there is one. @param silent what to say when the milliseconds are over */
export async function logIn(
  { jump, ...target }: SshTarget,
  keys: { readonly own: Credentials; readonly jump?: Credentials },
  limit: number,
  silent: string,
): Promise<Client> {
  if (jump === undefined) return await logInAt(target, keys.own, limit, silent);
  const started = Date.now();
  const named = `bastion ${jump.user}@${jump.host}:${jump.port}`;
  const bastion = await logInAt(jump, keys.jump ?? keys.own, limit, silent).catch((error: unknown) => {
    throw new Error(`${named}: ${(error as Error).message}`, { cause: (error as Error).cause });
  });
  try {
    const sock = await forward(bastion, target).catch((error: unknown) => {
      throw new Error(`${named} cannot reach it: ${(error as Error).message}`);
    });
    const client = await logInAt(target, { ...keys.own, sock }, limit - (Date.now() - started), silent);
    client.on("close", () => bastion.end());
    return client;
  } catch (error) {
    bastion.destroy();
    throw error;
  }
}

async function forward(bastion: Client, { host, port }: Hop): Promise<ClientChannel> {
  return await new Promise((resolve, reject) => {
    bastion.forwardOut("127.0.0.1", 0, host, port, (error, channel) => {
      if (error === undefined) resolve(channel);
      else reject(error);
    });
  });
}

async function logInAt(target: Hop, login: ConnectConfig, limit: number, silent: string): Promise<Client> {
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

export type Credentials = { readonly privateKey: Buffer } | { readonly agent: string };

/** The private key or the agent to log in with. @throws Error that names what is missing. */
export async function credentials(where: string, { privateKeyFile }: Hop): Promise<Credentials> {
  const agent = process.env["SSH_AUTH_SOCK"];
  if (privateKeyFile === undefined) {
    if (agent) return { agent };
    throw new Error(
      `${where}: no key to log in with: set privateKeyFile, or start an ssh agent (SSH_AUTH_SOCK is empty)`,
    );
  }
  const privateKey = await readFile(keyFilePath(privateKeyFile)).catch((error: unknown) => {
    throw new Error(`${where}: cannot read the private key ${privateKeyFile}: ${(error as Error).message}`, {
      cause: error,
    });
  });
  if (hasPassphrase(privateKey.toString())) throw new Error(`${where}: ${passphraseText(privateKeyFile)}`);
  return { privateKey };
}

function explain(error: Error & { level?: string; code?: string }): string {
  if (error.level === "client-authentication")
    return "login rejected: the host does not accept this user with this key";
  if (error.level === "handshake") return `ssh negotiation failed: ${error.message}`;
  if (error.code === "ENOTFOUND") return "the name does not resolve: correct ssh.host";
  return `is not answering: ${error.message}`;
}
