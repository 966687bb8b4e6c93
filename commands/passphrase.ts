import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { PROJECT_ROOT } from "../support/project";
import { hasStackFile } from "./stack-file";

/** How Pulumi derives a key from a passphrase (`sdk/go/common/resource/config/crypt.go`). */
const ROUNDS = 1_000_000;
const KEY_BYTES = 32;
const TAG_BYTES = 16;
/** What the salt in a stack file holds, encrypted with the passphrase. */
const PROOF = "pulumi";

/** Whether the secrets of a stack are encrypted with an empty passphrase, as its file says. Takes half a second. */
export function needsNoPassphrase(stack: string): boolean {
  if (!hasStackFile(stack)) return false;
  const file = parse(readFileSync(join(PROJECT_ROOT, `Pulumi.${stack}.yaml`), "utf8")) as {
    encryptionsalt?: unknown;
  } | null;
  return typeof file?.encryptionsalt === "string" && isEncryptedWith("", file.encryptionsalt);
}

/** @param encryptionSalt `v1:SALT:v1:NONCE:CIPHERTEXT`, in Base64, as stack files have it */
export function isEncryptedWith(passphrase: string, encryptionSalt: string): boolean {
  const [salt, , nonce, ciphertext] = encryptionSalt.split(":").slice(1);
  if (salt === undefined || nonce === undefined || ciphertext === undefined) return false;
  const key = pbkdf2Sync(passphrase, Buffer.from(salt, "base64"), ROUNDS, KEY_BYTES, "sha256");
  const data = Buffer.from(ciphertext, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(data.subarray(-TAG_BYTES));
    return `${decipher.update(data.subarray(0, -TAG_BYTES)).toString()}${decipher.final().toString()}` === PROOF;
  } catch {
    return false;
  }
}
