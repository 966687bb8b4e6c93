import type * as Ssh2 from "ssh2";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** An ed25519 key pair in OpenSSH's formats. */
export interface KeyPair {
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA…`, without a comment. */
  readonly publicKey: string;
  readonly privateKeyFile: string;
}

/**
 * Reads the key pair kept in a folder, generating it first if it is not there. The folder appears complete or not at all, so
 * two processes that generate it at once both continue with the same pair.
 */
export function keyPair(folder: string): KeyPair {
  if (!existsSync(folder)) makeKeyPair(folder);
  const privateKeyFile = join(folder, "key");
  return {
    privateKey: readFileSync(privateKeyFile, "utf8"),
    publicKey: readFileSync(join(folder, "key.pub"), "utf8").trim(),
    privateKeyFile,
  };
}

function makeKeyPair(folder: string): void {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const fresh = mkdtempSync(join(parent, ".new-key-"));
  try {
    const pair = generateKeyPair();
    writeFileSync(join(fresh, "key"), pair.private, { mode: 0o600 });
    writeFileSync(join(fresh, "key.pub"), `${pair.public}\n`);
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/**
 * A pair that OpenSSH reads. ssh2 1.17 strips a leading zero byte from an ed25519 public key, which spoils one pair in 256
 * (mscdex/ssh2#1513), so a pair that ssh2 itself cannot read is discarded. ssh2 is loaded only when needed: loading it takes
 * longer than everything else that the lab does in a preview.
 */
export function generateKeyPair(): { private: string; public: string } {
  const load = createRequire(__filename);
  const { utils } = load("ssh2") as typeof Ssh2;
  for (;;) {
    const pair = utils.generateKeyPairSync("ed25519");
    if (!(utils.parseKey(pair.public) instanceof Error) && !(utils.parseKey(pair.private) instanceof Error))
      return pair;
  }
}
