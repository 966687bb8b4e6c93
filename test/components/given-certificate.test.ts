import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import { findCertificateProblems } from "../../components/registry/given-certificate";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import type { Registry } from "../../topology/model/topology";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { record } from "../support/record";

useOwnCache();
const folder = mkdtempSync(join(tmpdir(), "mf-certificate-"));
const at = (name: string): string => join(folder, name);

/** An authority, one in between, and a certificate for registry.lab and 192.168.1.11, for ten days. */
beforeAll(() => {
  const script = `set -e
sign() { openssl x509 -req -in $1.csr -CA $2.crt -CAkey $2.key -days 10 -extfile $1.ext -out $1.crt; }
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=ca -keyout ca.key -out ca.crt -days 10
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=ca -keyout other.key -out other.crt -days 10
for name in between own; do
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=$name -keyout $name.key -out $name.csr
done
echo basicConstraints=critical,CA:true >between.ext
echo subjectAltName=DNS:registry.lab,IP:192.168.1.11 >own.ext
sign between ca; sign own between
cat own.crt between.crt >chain.pem`;
  execFileSync("sh", ["-c", script], { cwd: folder, stdio: "pipe" });
  writeFileSync(at("text.pem"), "text");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const OWN: Pick<Registry, "address" | "aliases"> = { address: "192.168.1.11", aliases: [] };

function problems(certificate: string, ca?: string, more: Partial<Registry> = {}, now?: number): string[] {
  const files = { certificate: at(certificate), key: { secret: "key" }, ...(ca === undefined ? {} : { ca: at(ca) }) };
  const registry = { ...OWN, ...more, certificate: files } as Registry;
  return findCertificateProblems(registry, now).map(({ path, message }) =>
    `${path}: ${message}`.replaceAll(`${folder}/`, ""),
  );
}

describe("the files of a certificate from elsewhere", () => {
  it("are right with and without those of the authorities in between", () => {
    expect(problems("chain.pem", "ca.crt")).toEqual([]);
    expect(problems("own.crt", "between.crt")).toEqual([]);
    expect(problems("chain.pem", undefined, { name: "registry.lab" })).toEqual([]);
    expect(findCertificateProblems(undefined)).toEqual([]);
  });

  const path = "registry.certificate.certificate";
  const day = 86_400_000;
  it.each<[string, () => string[], (string | RegExp)[]]>([
    ["not there", () => problems("none.pem"), [`${path}: none.pem is not there: name the file of the certificate`]],
    ["no certificate", () => problems("text.pem"), [`${path}: text.pem has no certificate in PEM: name another file`]],
    ["of another authority", () => problems("chain.pem", "other.crt"), [`${path}: chain.pem does not come from the authority in ${folder}/other.crt: add the certificates in between to it, or correct ca`.replace(`${folder}/`, "")]],
    ["without one in between", () => problems("own.crt", "ca.crt"), [/own.crt does not come from the authority in ca.crt/]],
    ["for other names", () => problems("own.crt", undefined, { name: "registry.other", aliases: ["registry.lab", "x.lab"] }), [`${path}: own.crt is not for registry.other, x.lab, but DNS:registry.lab, IP Address:192.168.1.11: get one, or correct the names in registry`]],
    ["too old", () => problems("own.crt", undefined, {}, Date.now() + 11 * day), [/own.crt has expired on .* GMT: get a new one/]],
    ["too new", () => problems("own.crt", undefined, {}, Date.now() - day), [/own.crt is valid from .* GMT on only/]],
  ])("are refused when they are %s", (_, found, expected) => {
    expect(found()).toEqual(expected.map((each) => (typeof each === "string" ? each : (expect.stringMatching(each) as string))));
  }); // prettier-ignore
});

describe("a registry with a certificate from elsewhere", () => {
  async function stdins(
    certificate: NonNullable<FabricInput["registry"]>["certificate"],
  ): Promise<Map<string, string>> {
    const registry = { host: "docker01", name: "registry.lab", ...(certificate === undefined ? {} : { certificate }) };
    const rows = await record(() => new Fabric("fabric", { ...devInput(), secrets: { key: "KEY" }, registry }));
    const own = rows.filter(({ name, custom }) => custom && name.startsWith("fabric-registry-"));
    return new Map(
      own.map(({ name, inputs }) => [name.slice("fabric-registry-".length), JSON.stringify(inputs["stdin"])]),
    );
  }

  it("gets it, and hosts trust its authority if they do not know it", async () => {
    const given = { certificate: at("chain.pem"), key: { secret: "key" } };
    const known = await stdins(given);
    expect(known.get("certificate")).toMatch(/key=KEY.*between|certificate='-----BEGIN/);
    expect([...known.keys()].sort()).toEqual(["certificate", "data", "image", "server"]);
    const unknown = await stdins({ ...given, ca: at("ca.crt") });
    expect([...unknown.keys()].filter((name) => name.startsWith("trust"))).toHaveLength(4);
    expect(unknown.get("trust-docker02-registry.lab")).toContain("ca='-----BEGIN CERTIFICATE-----");
  });
});
