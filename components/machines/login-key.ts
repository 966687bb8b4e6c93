import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { refusal } from "../refusal";
import type { SshLogin } from "../ssh";

/** The private key of a login; without a file the ssh agent has it. */
export function loginKey(file: string | undefined, path: string): Pick<SshLogin, "privateKeyFile" | "privateKey"> {
  if (file === undefined) return {};
  const privateKeyFile = atHome(file);
  return {
    privateKeyFile,
    privateKey: read(
      privateKeyFile,
      path,
      "name the file of the private key, or leave the key out to use the ssh agent",
    ),
  };
}

/** The public key beside a private one. */
export function publicKeyBeside(file: string, path: string): string {
  return read(
    `${atHome(file)}.pub`,
    path,
    "make it with `ssh-keygen -y -f KEY >KEY.pub`, or write its line into authorizedKey",
  ).trim();
}

function atHome(file: string): string {
  return file.replace(/^~(?=\/)/, homedir());
}

function read(file: string, path: string, remedy: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw refusal(`${path}: ${file} cannot be read: ${remedy}`);
  }
}
