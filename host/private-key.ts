/** Begins the binary form of a key in OpenSSH's own format; the name of its cipher follows, with its length. */
const MAGIC = "openssh-key-v1\0";

/** Whether a private key has a passphrase, which none of the programs that log in can ask for. */
export function hasPassphrase(privateKey: string): boolean {
  const [, body] = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]*)-----END/.exec(privateKey) ?? [];
  if (body === undefined) return /^(Proc-Type: 4,ENCRYPTED|-----BEGIN ENCRYPTED PRIVATE KEY-----)/m.test(privateKey);
  const key = Buffer.from(body, "base64");
  if (key.toString("latin1", 0, MAGIC.length) !== MAGIC || key.length < MAGIC.length + 4) return false;
  const start = MAGIC.length + 4;
  return key.toString("latin1", start, start + key.readUInt32BE(MAGIC.length)) !== "none";
}

/** What to do about a key file with a passphrase. */
export function passphraseText(file: string): string {
  return `${file} has a passphrase, which nobody can type during an update: run \`ssh-add ${file}\`, and remove privateKeyFile to use the ssh agent`;
}
