import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import { SSHD, Sshd } from "../host/sshd";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { record, type Row } from "../support/record";

if (SSHD === undefined) console.warn("host authorities are not tested: there is no OpenSSH server (sshd)");

useOwnCache();
const folder = mkdtempSync(join(tmpdir(), "mf-authority-"));
const file = (name: string): string => join(folder, name);
const words = (name: string): string => readFileSync(file(name), "utf8").split(" ").slice(0, 2).join(" ");

describe.skipIf(SSHD === undefined)("a host whose key an authority has signed", () => {
  let sshd: Sshd;
  let rows: Row[];
  beforeAll(async () => {
    for (const name of ["authority", "host"])
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file(name)]);
    execFileSync("ssh-keygen", ["-q", "-s", file("authority"), "-I", "id", "-h", "-n", "127.0.0.1", file("host.pub")]);
    sshd = await Sshd.start("10:30:100", `HostKey ${file("host")}`, `HostCertificate ${file("host-cert.pub")}`);
    const { host, port, user } = sshd.login;
    const ssh = { host, port, user, hostAuthority: words("authority.pub") };
    rows = await record(
      () =>
        new Fabric(
          "fabric",
          devInput((input) => Object.assign(input.hosts["docker02"] ?? {}, { vm: { kind: "existing", ssh } })),
        ),
    );
  });
  afterAll(async () => {
    await sshd.stop();
    rmSync(folder, { recursive: true });
  });

  it("is pinned to that key for every program", () => {
    const inputs = (name: string): string => JSON.stringify(rows.find((row) => row.name === name)?.inputs);
    for (const name of ["prepare", "docker", "reachable"])
      expect(inputs(`fabric-docker02-${name}`), name).toContain(words("host.pub"));
  });
});
