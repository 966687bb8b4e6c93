import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type ConnectConfig } from "ssh2";
import { runOverSsh } from "../../support/ssh-script";
import type { Accelerator } from "./qemu-args";
import { isAlive, type ProcessId } from "./record";
import { messageOf } from "../../support/errors";

/** Where to log in as root, and whom to trust. */
export interface LoginTarget {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Private keys, in the order in which they are tried. */
  readonly privateKeys: readonly string[];
  /** The host keys of which the guest must present one: `ssh-ed25519 AAAA…`. */
  readonly hostKeys: readonly string[];
}

/** How long to go on trying, and whether it still makes sense. */
export interface Patience {
  /** Point in time (`Date.now()`) after which to give up. */
  readonly until: number;
  /** Whether the guest's process runs. */
  isRunning(): boolean;
}

/**
 * How long a booting guest may take to accept a login; about 40 s when emulated on an idle machine. Under KVM, KVM is assumed to
 * have failed after that time.
 */
export const BOOT_MILLISECONDS: Readonly<Record<Accelerator["kind"], number>> = { tcg: 600_000, kvm: 180_000 };

export function patienceWith(process: ProcessId, milliseconds: number): Patience {
  return { until: Date.now() + milliseconds, isRunning: () => isAlive(process) };
}

export class GuestSilent extends Error {}
export class GuestGone extends Error {}
export class WrongHostKey extends Error {}

/**
 * Logs in, feeds a script to a shell and returns its standard output. Retries until the guest accepts the login. A script that
 * contains the time is passed as a function, which is called once logged in.
 */
export async function runScript(
  target: LoginTarget,
  script: string | (() => string),
  patience: Patience,
): Promise<string> {
  const client = await logIn(target, patience);
  try {
    return await feedShell(client, typeof script === "string" ? script : script());
  } finally {
    client.end();
  }
}

async function logIn(target: LoginTarget, patience: Patience): Promise<Client> {
  let lastProblem = "no answer";
  for (let attempt = 1; ; attempt += 1) {
    const socket = await awaitBanner(target.port, Math.min(1_000 + attempt * 500, 20_000));
    try {
      if (socket !== undefined) return await handshake(socket, target);
    } catch (error) {
      if (error instanceof WrongHostKey) throw error;
      lastProblem = messageOf(error);
    }
    if (!patience.isRunning()) throw new GuestGone("its QEMU process has ended");
    if (Date.now() > patience.until) throw new GuestSilent(`ssh on port ${target.port}: ${lastProblem}`);
    await sleep(100);
  }
}

/**
 * A connection on which an ssh server has answered. QEMU accepts connections before the guest does, and what is sent to it
 * then is resent at ever longer intervals: reconnecting now and then is faster than waiting on an old connection.
 */
function awaitBanner(port: number, milliseconds: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const settle = (result: Socket | undefined): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      if (result === undefined) socket.on("error", () => undefined).destroy();
      resolve(result);
    };
    const timer = setTimeout(settle, milliseconds, undefined);
    socket.once("data", (chunk) => {
      socket.pause();
      socket.unshift(chunk);
      settle(socket);
    });
    socket.once("error", () => {
      settle(undefined);
    });
    socket.once("close", () => {
      settle(undefined);
    });
  });
}

function handshake(socket: Socket, target: LoginTarget): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    let shown = "";
    const config: ConnectConfig = {
      sock: socket,
      username: "root",
      readyTimeout: 60_000,
      keepaliveInterval: 15_000,
      algorithms: { serverHostKey: ["ssh-ed25519"] },
      authHandler: target.privateKeys.map((key) => ({ type: "publickey" as const, username: "root", key })),
      hostVerifier: (key: Buffer) => {
        shown = `ssh-ed25519 ${key.toString("base64")}`;
        return target.hostKeys.includes(shown);
      },
    };
    client.once("ready", () => {
      resolve(client);
    });
    client.on("error", (error) => {
      const isWrong = shown !== "" && !target.hostKeys.includes(shown);
      reject(isWrong ? new WrongHostKey(`port ${target.port} answers with the host key ${shown}`) : error);
    });
    client.once("close", () => {
      reject(new Error("the connection was closed during login"));
    });
    client.connect(config);
    socket.resume();
  });
}

async function feedShell(client: Client, script: string): Promise<string> {
  const lost = new Promise<never>((_, reject) => {
    client.once("close", () => {
      reject(new GuestSilent("the connection was lost while a script ran"));
    });
  });
  // Logging out closes the connection too.
  lost.catch(() => undefined);
  const { status, stdout, stderr } = await Promise.race([runOverSsh(client, "sh -s", script), lost]);
  if (status !== 0) throw new Error(`a script ended with code ${status ?? "none"} in the guest: ${stderr.trim()}`);
  return stdout;
}
