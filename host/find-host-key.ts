import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { messageOf } from "../support/errors";
import { certifiedKey } from "./host-certificate";

/** Where to ask for a host key that an authority has signed. */
export interface CertifiedHost {
  readonly host: string;
  readonly port: number;
  /** The authority's public key, as `ssh-ed25519 AAAA…`. */
  readonly hostAuthority: string;
}

/** Seconds that a host may take to present its certificate. */
const ANSWER_WITHIN = 15;

/**
 * Asks a host for the certificate of its key, and returns the key once the certificate is proven. Of all programs that log in,
 * OpenSSH alone knows certificates: the key that one proves can be pinned for all of them.
 * @throws Error that says what the certificate lacks, or that there is none
 */
export async function findHostKey({ host, port, hostAuthority }: CertifiedHost): Promise<string> {
  const words = ["-c", "-T", String(ANSWER_WITHIN), "-t", "ed25519", "-p", String(port), host];
  const { stdout } = await promisify(execFile)("ssh-keyscan", words, { timeout: 2 * ANSWER_WITHIN * 1000 }).catch(
    (error: unknown) => {
      const { stderr = "" } = error as { stderr?: string };
      // It also fails where a server answers, and has nothing to show.
      if (stderr.includes(" SSH-2.0-")) return { stdout: "" };
      throw new Error(`cannot ask ${host}, port ${port}, for its certificate: ${stderr.trim() || messageOf(error)}`);
    },
  );
  const found = [...stdout.matchAll(/\bssh-ed25519-cert-v01@openssh\.com (\S+)/g)].map(([, text = ""]) => text);
  if (found.length === 0) throw new Error(`${host}, port ${port}, presents no certificate of an ed25519 host key`);
  const faults: string[] = [];
  for (const certificate of found) {
    try {
      return certifiedKey(certificate, hostAuthority, host, new Date());
    } catch (error) {
      faults.push(messageOf(error));
    }
  }
  throw new Error(`the certificate of ${host}, port ${port}, proves nothing: ${faults.join("; ")}`);
}

/** What a configuration says about the host key of a login: the key itself, or who has signed it. */
interface KeyOrAuthority {
  readonly host: string;
  readonly port: number;
  readonly hostKey?: string;
  readonly hostAuthority?: string;
}

/** A login with the pinned key, which the host may have to be asked for. @throws Error as `findHostKey` does */
export async function withHostKey<Login extends KeyOrAuthority>({
  hostKey,
  hostAuthority = "",
  ...login
}: Login): Promise<Omit<Login, "hostKey" | "hostAuthority"> & { hostKey: string }> {
  return { ...login, hostKey: hostKey ?? (await findHostKey({ host: login.host, port: login.port, hostAuthority })) };
}
