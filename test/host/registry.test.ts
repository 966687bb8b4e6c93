import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { connect } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostFile } from "../../host/render";
import { publishImageScript } from "../../host/image-scripts";
import {
  registryAuthorityScript,
  registryCertificateScript,
  registryGivenScript,
  registryIssueScript,
  registryTrustScript,
} from "../../host/registry-scripts";
import { renderShell } from "../../support/shell-script";
import { FolderHost } from "./fake-host-tools";

let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({ ens33: "2: ens33: <UP> mtu 1500" });
  host.write("docker.sh", 'case $* in ps*) echo running ;; *) echo "$*" >>"$root/bin/calls" ;; esac\n');
});
afterEach(() => {
  host.close();
});

const file = (name: string): string => join(host.root, "state/registry-dev", name);
const read = (name: string): string => readFileSync(file(name), "utf8");

function certify(address = "127.0.0.1"): string {
  const { status, says } = host.run(registryCertificateScript("dev", address), "apply");
  expect(status, says).toBe(0);
  return says;
}

/** Signs the server's certificate again, for so many days, none of which is over at once. */
function sign(days: number): void {
  const script = `cd "$1"
echo subjectAltName=IP:127.0.0.1 >extensions
openssl req -new -key tls.key -subj /CN=127.0.0.1 |
  openssl x509 -req -CA ca.crt -CAkey ca.key -days "$2" -extfile extensions -out tls.crt
[ "$2" != 0 ] || { while openssl x509 -checkend 0 -noout -in tls.crt; do sleep 0.1; done; sleep 1.1; }`;
  execFileSync("sh", ["-c", script, "sh", file(""), String(days)], { stdio: "pipe" });
}

function expire(): void {
  sign(0);
}

/** The containers that read it. */
const SERVERS = ["restart registry-dev", "restart registry-dev-anonymous", "restart registry-dev-mirror"];

/** Gives the registry a certificate with names, by another authority if `rotation` asks for one. */
function issue(names: readonly string[], rotation?: number): void {
  const { status, says } = host.run(registryIssueScript("dev", { address: "127.0.0.1", names, rotation }), "apply");
  expect(status, says).toBe(0);
}

/** What verify finds. */
function check(...names: readonly string[]): string {
  const values = { certificate: file(""), registry_names: ["127.0.0.1", ...names].join(" ") };
  const files = ["registry-answer.sh", "registry-check.sh"].map(hostFile);
  const others = { registry_login: "", registry_mirror: "", mirror_container: "" };
  const script = `${renderShell({ ...values, ...others }, ...files)}check_certificate\n`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8", stdio: "pipe" }).trim();
}

/** What a client that trusts these CAs thinks of a registry with the certificate, over real TLS. */
async function shakeHands(ca = read("ca.crt"), servername = ""): Promise<string> {
  const server = createServer({ cert: read("tls.crt"), key: read("tls.key") });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const said = await new Promise<string>((resolve) => {
    const client = connect({ host: "127.0.0.1", port, ca, ...(servername === "" ? {} : { servername }) }, () => {
      client.destroy();
      resolve("trusted");
    });
    client.on("error", (error: Error) => {
      resolve(error.message);
    });
  });
  server.close();
  return said;
}

// Automates F24.
describe("the registry's certificate", () => {
  it("is made once, for its address", async () => {
    const ca = certify();
    expect(ca).toBe(read("ca.crt"));
    const made = read("tls.crt");
    expect(await shakeHands()).toBe("trusted");
    host.calls();
    expect([certify(), read("tls.crt"), host.calls()]).toEqual([ca, made, []]);
  });

  it.each([
    ["has expired", expire, "certificate has expired"],
    ["is for another address", () => certify("192.168.1.12"), "Hostname/IP does not match certificate's altnames"],
  ])("that %s is replaced by the CA that the hosts trust, and the registry reads it", async (_, spoil, problem) => {
    const ca = certify();
    spoil();
    expect(await shakeHands()).toContain(problem);
    host.calls();
    expect(certify()).toBe(ca);
    expect(host.calls()).toEqual(["restart registry-dev"]);
    expect(await shakeHands()).toBe("trusted");
  });
});

describe("the certificate of a registry with names", () => {
  it("is for its address and all of them, and the registry reads it", async () => {
    certify();
    host.calls();
    issue(["registry.lab", "images.lab"]);
    expect(host.calls()).toEqual(SERVERS);
    for (const name of ["", "registry.lab", "images.lab"])
      expect(await shakeHands(read("ca.crt"), name)).toBe("trusted");
    expect(await shakeHands(read("ca.crt"), "other.lab")).toContain("does not match certificate's altnames");
    const made = read("tls.crt");
    issue(["registry.lab", "images.lab"]);
    expect([read("tls.crt"), host.calls()]).toEqual([made, []]);
  });

  it("is issued again for a further name, and before it expires", () => {
    certify();
    issue(["registry.lab"]);
    issue(["registry.lab", "images.lab"]);
    expect(check("registry.lab", "images.lab")).toBe("valid");
    sign(29);
    issue([]);
    expect(check()).toBe("valid");
  });
});

describe("another authority", () => {
  const authority = (rotation: number): string => {
    const { status, says } = host.run(registryAuthorityScript("dev", rotation), "apply");
    expect(status, says).toBe(0);
    return says;
  };

  it("is trusted beside the former one before the certificate comes from it", async () => {
    const former = certify();
    const both = authority(1);
    expect(both.startsWith(former)).toBe(true);
    expect(both.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect([authority(1), await shakeHands(former), await shakeHands(both)]).toEqual([both, "trusted", "trusted"]);
    host.calls();
    issue([], 1);
    expect(host.calls()).toEqual(SERVERS);
    expect(await shakeHands(both)).toBe("trusted");
    expect(await shakeHands(former)).not.toBe("trusted");
    expect([authority(1), certify()]).toEqual([read("ca.crt"), read("ca.crt")]);
    expect(authority(2).startsWith(read("ca.crt"))).toBe(true);
  });

  it("follows a run that was killed at any point", async () => {
    certify();
    for (const rotation of [1, 2]) {
      const both = authority(rotation);
      host.killAt(rotation);
      host.run(registryIssueScript("dev", { address: "127.0.0.1", names: [], rotation }), "apply");
      host.killAt(undefined);
      expect(await shakeHands(both)).toBe("trusted");
      issue([], rotation);
      expect([await shakeHands(), authority(rotation)]).toEqual(["trusted", read("ca.crt")]);
    }
  });
});

describe("a certificate from elsewhere", () => {
  /** Makes one with its authority, as somebody else would. */
  function make(): { certificate: string; key: string; ca: string } {
    const script = `cd "$1"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=ca -keyout ca.key -out ca.pem
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=own -keyout own.key -out own.csr
echo subjectAltName=IP:127.0.0.1 >own.ext
openssl x509 -req -in own.csr -CA ca.pem -CAkey ca.key -days 90 -extfile own.ext -out own.pem`;
    const folder = mkdtempSync(join(tmpdir(), "mf-given-"));
    execFileSync("sh", ["-c", script, "sh", folder], { stdio: "pipe" });
    const [certificate = "", key = "", ca = ""] = ["own.pem", "own.key", "ca.pem"].map((name) =>
      readFileSync(join(folder, name), "utf8"),
    );
    rmSync(folder, { recursive: true });
    return { certificate, key, ca };
  }

  const give = (text: ReturnType<typeof make>): string => {
    const { status, says } = host.run(registryGivenScript("dev", text), "apply");
    expect(status, says).toBe(0);
    return says;
  };

  it("takes the place of the own one, and is given up for another own one", async () => {
    certify();
    host.calls();
    const given = make();
    give(given);
    expect(host.calls()).toEqual(SERVERS);
    expect(await shakeHands(given.ca)).toBe("trusted");
    expect(statSync(file("tls.key")).mode & 0o77).toBe(0);
    expect(check()).toBe("valid");
    give(given);
    expect(host.calls()).toEqual([]);
    expect(await shakeHands(certify())).toBe("trusted");
    expect(check()).toBe("valid");
  });

  it("is refused with the key of another one, or one with a passphrase", () => {
    const given = make();
    const refused = (key: string): string => host.run(registryGivenScript("dev", { ...given, key }), "apply").says;
    expect(refused(make().key)).toMatch(/: registry.certificate.key: does not belong to the certificate/);
    const args = ["pkey", "-aes256", "-passout", "pass:secret"];
    const locked = execFileSync("openssl", args, { input: given.key, encoding: "utf8" });
    expect(refused(locked)).toMatch(/: registry.certificate.key: is not a private key in PEM without a passphrase/);
    expect(Object.keys(host.files())).toEqual(["docker.sh"]);
  });
});

describe("verify", () => {
  it.each<[string, () => void, RegExp]>([
    ["nothing", () => undefined, /^valid$/],
    ["a certificate that has expired", expire, /^certificate has expired$/],
    ["one that is about to", () => { sign(29); }, /^expires on .* GMT$/],
    ["one for another address", () => certify("192.168.1.12"), /^IP address mismatch$/i],
    ["one that is no certificate", () => { host.write("state/registry-dev/tls.crt", "text"); }, /^cannot be read$/],
  ])("finds %s", (_, spoil, expected) => {
    certify();
    spoil();
    expect(check()).toMatch(expected);
  }); // prettier-ignore

  it("finds a name that the certificate is not for", () => {
    certify();
    expect(check("registry.lab")).toMatch(/^hostname mismatch$/i);
  });

  it("finds an authority that is about to expire", () => {
    certify();
    const again = `cd "$1" && openssl x509 -in ca.crt -signkey ca.key -days 89 -out new.crt && mv new.crt ca.crt`;
    execFileSync("sh", ["-c", again, "sh", file("")], { stdio: "pipe" });
    expect(check()).toMatch(/^authority expires on .* GMT$/);
  });
});

describe("a host that calls the registry by a name", () => {
  const trust = registryTrustScript("dev", {
    endpoint: "registry.lab:5000",
    ca: "CA",
    resolve: { name: "registry.lab", address: "192.168.1.11" },
  });

  it("trusts it under that name", () => {
    host.write("hosts", "192.168.1.11 registry.lab\n");
    const { status, says } = host.run(trust, "apply");
    expect([status, host.files()["etc/docker/certs.d/registry.lab:5000/ca.crt"]], says).toEqual([0, "CA\n"]);
    host.remove("hosts");
    expect(host.run(trust, "remove").status).toBe(0);
    expect(Object.keys(host.files())).toEqual(["docker.sh"]);
  });

  it("is refused when it cannot resolve it", () => {
    host.write("hosts", "");
    const { status, says } = host.run(trust, "apply");
    expect([status, says]).toEqual([
      1,
      expect.stringMatching(
        /: registry: this host cannot resolve registry.lab: have its DNS server, or its hosts file, lead that name to 192.168.1.11/,
      ),
    ]);
  });
});

describe("a push that the registry's certificate or login forbids", () => {
  const said = 'Get "https://192.168.1.11:5000/v2/": tls: failed to verify certificate: x509: ';

  // Automates F24.
  it.each([
    [
      `${said}certificate has expired or is not yet valid: current time 2026-11-26T12:00:00Z is after 2026-11-01T00:00:00Z`,
      /: registry: the certificate of 192.168.1.11:5000 has expired, or the clock of this host is wrong \(.*\): set the clock; if it is right, run 'npm run heal -- --stack dev'/,
    ],
    [
      `${said}certificate is valid for 192.168.1.12, not 192.168.1.11`,
      /: registry: the certificate of 192.168.1.11:5000 is for another address: run 'npm run heal -- --stack dev'/,
    ],
    [`${said}certificate signed by unknown authority`, /: registry: .* certificate of another authority, so something else/],
    ["no basic auth credentials", /: registry: 192.168.1.11:5000 rejects the login/],
    ["unauthorized: authentication required", /: registry: 192.168.1.11:5000 rejects the login/],
  ])("fails at once, with what to do: %s", (answer, message) => {
    host.write("docker.sh", `case $1 in push) echo '${answer}'; exit 1 ;; esac\n`);
    const image = { image: "busybox", source: "busybox", repository: "192.168.1.11:5000/busybox", tag: "v1" };
    const { status, says } = host.run(publishImageScript("dev", image), "apply");
    expect([status, says]).toEqual([1, expect.stringMatching(message)]);
  }); // prettier-ignore
});

describe("a push of an image", () => {
  const spec = { image: "web", source: "quay.io/web:1", repository: "192.168.1.11:5000/web", tag: "v1" };
  const digest = `sha256:${"0a".repeat(32)}`;
  const docker = (...cases: readonly string[]): void => {
    const script = ["case $* in", ...cases, `push*) echo "v1: digest: ${digest} size: 9" ;;`, "esac"];
    host.write("docker.sh", `echo "$*" >>"$root/bin/calls"\n${script.join("\n")}\n`);
  };
  const push = (
    change: Partial<Parameters<typeof publishImageScript>[1]> = {},
  ): { status: number | null; says: string } => host.run(publishImageScript("dev", { ...spec, ...change }), "apply");

  it("is by digest in the end, whatever the source is called", () => {
    docker();
    const source = `quay.io/web@${digest}`;
    expect(push({ source })).toEqual({ status: 0, says: `192.168.1.11:5000/web@${digest}\n` });
    expect(host.calls()).toEqual([
      `image inspect ${source}`,
      `tag ${source} 192.168.1.11:5000/web:v1`,
      "push 192.168.1.11:5000/web:v1",
    ]);
  });

  it.each([
    ["dial tcp 192.0.2.1:443: i/o timeout", /: images\.web: quay.io\/web:1 is not on this host, and the registry that it comes from does not answer: .*i\/o timeout/],
    ["lookup quay.io on 192.168.1.1:53: no such host", /does not answer/],
    ["write /var/x: no space left on device", /: images\.web: no space is left for quay.io\/web:1 on this host: make room in \/docker: write/],
    ["manifest unknown", /: image quay.io\/web:1 is not on this host and cannot be pulled: .*: manifest unknown/],
  ])("that cannot be pulled says why: %s", (said, message) => {
    docker('"image inspect"*) exit 1 ;;', "info*) echo /docker ;;", `pull*) echo '${said}' >&2; exit 1 ;;`);
    expect(push()).toEqual({ status: 1, says: expect.stringMatching(message) });
  }); // prettier-ignore

  it("to a registry whose disk is full says so, which the registry does in its log alone", () => {
    docker(
      "push*) echo 'received unexpected HTTP status: 500 Internal Server Error'; exit 1 ;;",
      "logs*) echo 'err.detail=write /v: no space left on device' ;;",
      '"volume inspect"*) echo /data ;;',
    );
    expect(push()).toEqual({
      status: 1,
      says: expect.stringMatching(
        /: registry: no space is left for 192\.168\.1\.11:5000\/web:v1: make room in \/data on this host, or .* 'npm run registry -- prune --stack dev'/,
      ),
    });
  });

  it("of an image from a file leaves its other versions behind, and says what to do when it is gone itself", () => {
    const upload = { resource: "**::web-upload", others: "macvlan-fabric/web:????????????-dev" };
    docker('"image ls"*) echo "macvlan-fabric/web:old-dev"; echo "macvlan-fabric/web:new-dev" ;;');
    expect(push({ source: "macvlan-fabric/web:new-dev", upload }).status).toBe(0);
    expect(host.calls().filter((call) => call.startsWith("image rm"))).toEqual(["image rm macvlan-fabric/web:old-dev"]);
    docker('"image inspect"*) exit 1 ;;');
    expect(push({ source: "macvlan-fabric/web:new-dev", upload })).toEqual({
      status: 1,
      says: expect.stringContaining(`npm run pulumi -- up --stack dev --replace "**::web-upload"`),
    });
  });
});
