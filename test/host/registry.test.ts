import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { connect } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publishImageScript, registryCertificateScript } from "../../host/scripts";
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

/** Signs the server's certificate again, for no time, and waits for its end. */
function expire(): void {
  const script = `cd "$1"
echo subjectAltName=IP:127.0.0.1 >extensions
openssl req -new -key tls.key -subj /CN=127.0.0.1 |
  openssl x509 -req -CA ca.crt -CAkey ca.key -days 0 -extfile extensions -out tls.crt
while openssl x509 -checkend 0 -noout -in tls.crt; do sleep 0.1; done
sleep 1.1`;
  execFileSync("sh", ["-c", script, "sh", file("")], { stdio: "pipe" });
}

/** What a client that trusts the CA thinks of a registry with the certificate, over real TLS. */
async function shakeHands(): Promise<string> {
  const server = createServer({ cert: read("tls.crt"), key: read("tls.key") });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const said = await new Promise<string>((resolve) => {
    const client = connect({ host: "127.0.0.1", port, ca: read("ca.crt") }, () => {
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
    const image = { source: "busybox", repository: "192.168.1.11:5000/busybox", tag: "v1" };
    const { status, says } = host.run(publishImageScript("dev", image), "apply");
    expect([status, says]).toEqual([1, expect.stringMatching(message)]);
  }); // prettier-ignore
});
