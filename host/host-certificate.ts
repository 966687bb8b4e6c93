import { createPublicKey, verify } from "node:crypto";

/** The type of a certificate for an ed25519 key, and the number of those for hosts (PROTOCOL.certkeys of OpenSSH). */
const CERTIFICATE = "ssh-ed25519-cert-v01@openssh.com";
const FOR_HOSTS = 2;

/** What comes before an ed25519 key in the form that Node reads. */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/**
 * The host key in a certificate, as `ssh-ed25519 AAAA…`.
 * @param certificate in Base64, as ssh-keyscan prints it
 * @param authority the public key that must have signed it, as `ssh-ed25519 AAAA…`
 * @param host the name or address that it must be for
 * @throws Error that says why it proves nothing
 */
export function certifiedKey(certificate: string, authority: string, host: string, now: Date): string {
  const fields = new Fields(Buffer.from(certificate, "base64"));
  if (fields.text() !== CERTIFICATE) throw new Error("it is not a certificate of an ed25519 host key");
  fields.bytes(); // nonce
  const key = fields.bytes();
  fields.number(8); // serial number
  const kind = Number(fields.number(4));
  fields.bytes(); // identity, for the log
  const names = new Fields(fields.bytes()).texts();
  const [after, before] = [fields.number(8), fields.number(8)];
  const critical = fields.bytes();
  fields.bytes(); // extensions
  fields.bytes(); // reserved
  const signer = fields.bytes();
  const signed = fields.before();
  const signature = new Fields(fields.bytes());
  if (signer.toString("base64") !== authority.split(" ")[1]) throw new Error("it is signed by another authority");
  if (signature.text() !== "ssh-ed25519" || !verify(null, signed, ed25519(signer), signature.bytes()))
    throw new Error("its signature is wrong");
  if (kind !== FOR_HOSTS || critical.length > 0) throw new Error("it is not for a host");
  const seconds = BigInt(Math.floor(now.getTime() / 1000));
  if (seconds < after || seconds >= before) throw new Error("it is not valid now");
  if (!names.some((name) => matches(name, host)))
    throw new Error(`it is for ${names.join(", ") || "no name"}, not for ${host}`);
  return `ssh-ed25519 ${Buffer.concat([lengthOf("ssh-ed25519"), lengthOf(key)]).toString("base64")}`;
}

/** In a certificate for hosts, `*` and `?` stand for other characters. */
function matches(pattern: string, host: string): boolean {
  const literal = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i").test(host);
}

function ed25519(blob: Buffer): ReturnType<typeof createPublicKey> {
  const fields = new Fields(blob);
  fields.text();
  return createPublicKey({ key: Buffer.concat([SPKI, fields.bytes()]), format: "der", type: "spki" });
}

/** A string of the ssh protocol. */
function lengthOf(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Reads values of the ssh protocol one after the other. @throws RangeError at the end */
class Fields {
  private at = 0;
  constructor(private readonly data: Buffer) {}

  number(size: 4 | 8): bigint {
    this.at += size;
    return size === 4 ? BigInt(this.data.readUInt32BE(this.at - 4)) : this.data.readBigUInt64BE(this.at - 8);
  }

  bytes(): Buffer {
    const end = Number(this.number(4)) + this.at;
    if (end > this.data.length) throw new RangeError("it is cut short");
    const found = this.data.subarray(this.at, end);
    this.at = end;
    return found;
  }

  text(): string {
    return this.bytes().toString();
  }

  /** Everything that is left, as texts. */
  texts(): string[] {
    const found: string[] = [];
    while (this.at < this.data.length) found.push(this.text());
    return found;
  }

  /** Everything that was read. */
  before(): Buffer {
    return this.data.subarray(0, this.at);
  }
}
