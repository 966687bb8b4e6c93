import type { Client } from "ssh2";
import { rootShell, userShell } from "../host/root-shell";
import { runOverSsh, type ScriptResult } from "../support/ssh-script";
import { credentials, isTurnedAway, logIn, type SshTarget } from "./ssh-login";

export type { SshTarget };

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

/** A session that also runs scripts as the user who logged in. */
export interface UserSession extends SshSession {
  runAsUser(script: string, seconds: number): Promise<ScriptResult>;
}

export type Connect = (host: string, target: SshTarget) => Promise<SshSession>;

/** Milliseconds after which to give up on a host that does not answer. */
const LOGIN_LIMIT = 20_000;

/** Milliseconds before another try at a host whose sshd turned the connection away. */
const PAUSE = 1000;

/**
 * Logs in over ssh. The host's key must be the pinned one, byte for byte; nothing is sent to any other. A stock sshd turns
 * connections away while ten others are logging in (MaxStartups); it is tried again.
 * @throws Error that names host and address and says whether nobody answered, the key is wrong or the login was rejected.
 */
export async function connectSsh(host: string, target: SshTarget, limit = LOGIN_LIMIT): Promise<UserSession> {
  const where = `${host} (${target.user}@${target.host}:${target.port})`;
  const own = await credentials(where, target);
  const keys = target.jump === undefined ? { own } : { own, jump: await credentials(`${where}, bastion`, target.jump) };
  const end = Date.now() + limit;
  const silent = `is not answering: no ssh login within ${limit / 1000} s: check that the host and its sshd are up`;
  for (;;) {
    try {
      return session(await logIn(target, keys, end - Date.now(), silent), where, target.user);
    } catch (error) {
      if (!isTurnedAway(error) || Date.now() + PAUSE > end)
        throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
      await new Promise((resume) => setTimeout(resume, PAUSE));
    }
  }
}

function session(client: Client, where: string, user: string): UserSession {
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
  const feed = async (shell: string, script: string, seconds: number, onOutput?: (output: string) => void) =>
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
          fail(`the script did not end within ${seconds} s`);
          client.destroy();
        },
        (seconds + 5) * 1000,
      );
      waiting.add(fail);
      if (lost !== undefined) {
        fail(lost);
        return;
      }
      runOverSsh(client, shell, script, onOutput).then(
        (result) => {
          settle();
          resolve(result);
        },
        (error: unknown) => {
          fail(`cannot run a script: ${(error as Error).message}`);
        },
      );
    });
  return {
    close: () => client.end(),
    run: (script, seconds, onOutput) => feed(rootShell(user, seconds), script, seconds, onOutput),
    runAsUser: (script, seconds) => feed(userShell(seconds), script, seconds),
  };
}
