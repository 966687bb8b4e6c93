import { describe, expect, it } from "vitest";
import { generateKeyPair } from "../../lab/guest/keys";

/** The fields of an SSH public key, each with its length in four bytes before it (RFC 4253, section 6.6). */
function fields(publicKey: string): Buffer[] {
  const blob = Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
  const found: Buffer[] = [];
  for (let at = 0; at < blob.length; at += 4 + blob.readUInt32BE(at))
    found.push(blob.subarray(at + 4, at + 4 + blob.readUInt32BE(at)));
  return found;
}

describe("a generated key pair", () => {
  // One pair in 256 has a public key that begins with a zero byte: of 2,000, one is among them in all but 0.04 % of runs.
  it("has a public key of 32 bytes, whatever it begins with", () => {
    for (let made = 0; made < 2_000; made += 1) {
      const [type, point] = fields(generateKeyPair().public);
      expect(type?.toString()).toBe("ssh-ed25519");
      expect(point).toHaveLength(32);
    }
  });
});
