import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findHostKey } from "../../host/find-host-key";
import { certifiedKey } from "../../host/host-certificate";
import { SSHD, Sshd } from "./sshd";

if (SSHD === undefined) console.warn("asking for host certificates is not tested: there is no OpenSSH server (sshd)");

const folder = mkdtempSync(join(tmpdir(), "mf-certificate-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const file = (name: string): string => join(folder, name);
const words = (name: string): string => readFileSync(file(name), "utf8").split(" ").slice(0, 2).join(" ").trim();

beforeAll(() => {
  for (const name of ["authority", "other", "host"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file(name)]);
});

/** The certificate of the host's key, in Base64. */
function sign(...options: readonly string[]): string {
  const all = ["-q", "-s", file("authority"), "-I", "id", ...options, file("host.pub")];
  execFileSync("ssh-keygen", all);
  return words("host-cert.pub").split(" ")[1] ?? "";
}

function judge(
  certificate: string,
  host = "docker01.lan",
  authority = words("authority.pub"),
  now = new Date(),
): string {
  try {
    return certifiedKey(certificate, authority, host, now);
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the certificate of a host key", () => {
  it("proves the key for the names that it is for", () => {
    const certificate = sign("-h", "-n", "docker01.lan,192.0.2.7,*.lab.lan");
    for (const host of ["docker01.lan", "DOCKER01.lan", "192.0.2.7", "a.lab.lan"])
      expect(judge(certificate, host)).toBe(words("host.pub"));
    for (const host of ["docker02.lan", "docker01xlan", "lab.lan", "192.0.2.77"])
      expect(judge(certificate, host)).toBe(`it is for docker01.lan, 192.0.2.7, *.lab.lan, not for ${host}`);
  });

  it("proves nothing with another authority, or with a byte that was changed", () => {
    const certificate = sign("-h", "-n", "docker01.lan");
    expect(judge(certificate, "docker01.lan", words("other.pub"))).toBe("it is signed by another authority");
    const bytes = Buffer.from(certificate, "base64");
    for (const at of [60, 90, bytes.length - 3]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(judge(changed.toString("base64"))).toBe("its signature is wrong");
    }
    expect(judge(bytes.subarray(0, 100).toString("base64"))).not.toMatch(/^ssh-ed25519/);
  });

  it("proves nothing for a user, for nobody, or out of its time", () => {
    expect(judge(sign("-n", "docker01.lan"))).toBe("it is not for a host");
    expect(judge(sign("-h"))).toBe("it is for no name, not for docker01.lan");
    const certificate = sign("-h", "-n", "docker01.lan", "-V", "20200101:20210101");
    expect(judge(certificate)).toBe("it is not valid now");
    expect(judge(certificate, undefined, undefined, new Date("2020-06-01"))).toBe(words("host.pub"));
  });

  it("is none when it is a plain key", () => {
    expect(judge(words("host.pub").split(" ")[1] ?? "")).toBe("it is not a certificate of an ed25519 host key");
  });
});

describe.skipIf(SSHD === undefined)("asking a host", () => {
  let sshd: Sshd;
  afterAll(() => sshd.stop());

  it("finds the key that its certificate proves, and pins no other", async () => {
    sign("-h", "-n", "127.0.0.1");
    sshd = await Sshd.start("10:30:100", `HostKey ${file("host")}`, `HostCertificate ${file("host-cert.pub")}`);
    const { host, port } = sshd.login;
    expect(await findHostKey({ host, port, hostAuthority: words("authority.pub") })).toBe(words("host.pub"));
    await expect(findHostKey({ host, port, hostAuthority: words("other.pub") })).rejects.toThrow(
      `the certificate of 127.0.0.1, port ${port}, proves nothing: it is signed by another authority`,
    );
    await expect(findHostKey({ host: "localhost", port, hostAuthority: words("authority.pub") })).rejects.toThrow(
      "it is for 127.0.0.1, not for localhost",
    );
  });

  it("says that it presents none", async () => {
    const plain = await Sshd.start("10:30:100");
    const { host, port } = plain.login;
    const hostAuthority = words("authority.pub");
    await expect(findHostKey({ host, port, hostAuthority })).rejects.toThrow(/presents no certificate/);
    await plain.stop();
    await expect(findHostKey({ host, port, hostAuthority })).rejects.toThrow(
      /^cannot ask 127\.0\.0\.1, port \d+, for its certificate: /,
    );
  });
});
