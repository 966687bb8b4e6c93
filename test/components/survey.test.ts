import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createProxy } from "node:http";
import { createServer, type Server } from "node:https";
import { connect, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { exceptions, proxyOf } from "../../components/vsphere/connection";
import { explainFault } from "../../components/vsphere/login-fault";
import { SoapFault } from "../../components/vsphere/soap";
import { survey } from "../../components/vsphere/survey";
import { problemText } from "../../support/problem";
import { toVsphere } from "../../topology/model/vsphere-model";
import { vsphere } from "../../topology/schema/vsphere-schema";

const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-tls-"));
const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name)) as [string, string];

/** A server that answers each call in its turn. */
let server: Server | undefined;
const asked: string[] = [];

function answering(...answers: readonly (readonly [number, string])[]): Promise<string[]> {
  return asking({}, ...answers);
}

/** What a survey says of a server that answers so. */
async function asking(
  { name = "127.0.0.1", trusting = true }: { name?: string; trusting?: boolean },
  ...answers: readonly (readonly [number, string])[]
): Promise<string[]> {
  const left = [...answers];
  asked.length = 0;
  server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push(Buffer.concat(chunks).toString());
      const [status, body] = left.shift() ?? [500, ""];
      response.writeHead(status).end(body);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const site = toVsphere(
    vsphere.parse({
      ...{ server: `${name}:${port}`, user: "fabric", allowUnverifiedSsl: trusting, datacenter: "Lab" },
      ...{ datastore: "nvme", template: "debian", login: {} },
      portGroup: { kind: "distributed", name: "macvlan", switch: "dvs" },
    }),
    [],
  );
  return (await survey(site, [], "hush")).problems.map(problemText);
}

function soap(body: string): string {
  return `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}

const CONTENT = soap(
  `<RetrieveServiceContentResponse xmlns="urn:vim25"><returnval><rootFolder type="Folder">group-d1</rootFolder><propertyCollector type="PropertyCollector">propertyCollector</propertyCollector><viewManager type="ViewManager">ViewManager</viewManager><sessionManager type="SessionManager">SessionManager</sessionManager></returnval></RetrieveServiceContentResponse>`,
);
const FAULT = soap(
  `<soapenv:Fault><faultstring>Permission to perform this operation was denied.</faultstring><detail><NoPermissionFault/></detail></soapenv:Fault>`,
);

describe("what answers in vCenter's place", () => {
  beforeAll(async () => {
    const subject = ["-subj", "/CN=127.0.0.1", "-days", "2", "-nodes"];
    const names = ["-addext", "subjectAltName=IP:127.0.0.1,DNS:vcenter.test"];
    await execa("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-keyout", key, "-out", cert, ...subject, ...names]);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    vi.unstubAllEnvs();
  });

  it("is told apart from vCenter, and is not given the password", async () => {
    for (const answer of ["<html>Service Unavailable</html>", "no healthy upstream", "", soap("<Other/>")]) {
      expect(await answering([503, answer])).toEqual([
        expect.stringMatching(
          /^vsphere\.server: 127\.0\.0\.1:\d+ is not a vCenter, or is still starting: it answers "/,
        ) as string,
      ]);
      expect(asked).toHaveLength(1);
      expect(asked.join("")).not.toContain("hush");
    }
  });

  it("is named when the login may not read the inventory, and its trouble at the end hides nothing", async () => {
    const login = soap(`<LoginResponse xmlns="urn:vim25"><returnval/></LoginResponse>`);
    expect(await answering([200, CONTENT], [200, login], [500, FAULT], [500, FAULT])).toEqual([
      expect.stringMatching(
        /^vsphere\.user: fabric may not read the inventory of .* \(Permission to .* denied\.\): give the user/,
      ) as string,
    ]);
    expect(asked[1]).toContain("hush");
    expect(asked[3]).toContain("Logout");
  });

  it("is trusted when the authority in SSL_CERT_FILE vouches for it, as by the provider", async () => {
    expect(await asking({ trusting: false }, [503, ""])).toEqual([expect.stringContaining("is not trusted") as string]);
    vi.stubEnv("SSL_CERT_FILE", cert);
    expect(await asking({ trusting: false }, [503, ""])).toEqual([
      expect.stringContaining("is not a vCenter") as string,
    ]);
  });

  it("is reached through the proxy of the environment, as by the provider", async () => {
    const through: (string | undefined)[] = [];
    const proxy = createProxy().on("connect", (request, client: Socket) => {
      through.push(request.url);
      if (request.url?.startsWith("refused") === true) return client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      const onward = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(client).pipe(onward);
      });
      return onward.on("error", () => client.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    vi.stubEnv("HTTPS_PROXY", `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    expect(await asking({ name: "vcenter.test" }, [503, ""])).toEqual([
      expect.stringContaining("is not a vCenter") as string,
    ]);
    expect(through).toEqual([expect.stringMatching(/^vcenter\.test:\d+$/) as string]);
    expect(await asking({ name: "refused.test" }, [503, ""])).toEqual([
      expect.stringMatching(
        /^vsphere\.server: refused\.test:\d+ does not .*403.* which here depends on HTTPS_PROXY and NO_PROXY/,
      ) as string,
    ]);
    vi.stubEnv("HTTPS_PROXY", "socks5://me:hush@127.0.0.1:1080");
    expect(await asking({ name: "vcenter.test" })).toEqual([
      'HTTPS_PROXY: "socks5://…@127.0.0.1:1080" is not a supported proxy: write it as http://HOST:PORT',
    ]);
    proxy.closeAllConnections();
    proxy.close();
  });

  it("is not blamed for a file of certificates that is not there", async () => {
    vi.stubEnv("SSL_CERT_FILE", join(folder, "nothing.pem"));
    expect(await asking({ trusting: false })).toEqual([
      `SSL_CERT_FILE: ${join(folder, "nothing.pem")} cannot be read: name a file of PEM certificates, or unset SSL_CERT_FILE`,
    ]);
  });

  it("is not blamed for a mistake of this program", async () => {
    await expect(explainFault({ server: "vc", user: "u" }, new TypeError("x is undefined"), true)).rejects.toThrow(
      "x is undefined",
    );
    expect(
      problemText(
        await explainFault({ server: "vc", user: "u" }, new SoapFault("ManagedObjectNotFoundFault", "gone"), true),
      ),
    ).toBe(
      "vsphere.server: vc stopped answering while it was being read (ManagedObjectNotFoundFault: gone): try again",
    );
  });

  it("is reached directly where NO_PROXY has it, by name or in a subnet, and on this machine itself", () => {
    const env = { NO_PROXY: "example.net, 10.1.0.0/16" };
    expect(exceptions("vcenter.example.net", env)).toBe(env.NO_PROXY);
    expect(exceptions("10.2.0.5:8443", env)).toBe(env.NO_PROXY);
    expect(exceptions("10.1.0.5:8443", env)).toBe("*");
    expect(exceptions("127.0.0.1:8989", {})).toBe("*");
    expect(exceptions("[::1]:8989", {})).toBe("*");
    expect(exceptions("localhost", {})).toBe("*");
    expect(exceptions("vcenter.example.net", {})).toBe("");
    expect(proxyOf({ HTTPS_PROXY: "proxy.example.net:3128" })).toBe("http://proxy.example.net:3128");
    expect(proxyOf({ https_proxy: "https://proxy.example.net" })).toBe("https://proxy.example.net");
  });
});
