import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { mkdtempSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { survey } from "../../components/vsphere/survey";
import { toVsphere } from "../../topology/vsphere";

const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-tls-"));
const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name)) as [string, string];

/** A server that answers each call in its turn. */
let server: Server | undefined;
const asked: string[] = [];

async function answering(...answers: readonly (readonly [number, string])[]): Promise<string[]> {
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
    {
      ...{ server: `127.0.0.1:${String(port)}`, user: "fabric", allowUnverifiedSsl: true, datacenter: "Lab" },
      ...{ datastore: "nvme", template: "debian", login: {} },
      portGroup: { kind: "distributed", name: "macvlan", switch: "dvs" },
    },
    {},
  );
  return [...(await survey([{ kind: "datacenter", name: "Lab", path: "vsphere.datacenter" }], site, "hush")).problems];
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
    await execa("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-keyout", key, "-out", cert, ...subject]);
  });
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it("is told apart from vCenter, and is not given the password", async () => {
    for (const answer of ["<html>Service Unavailable</html>", "no healthy upstream", "", soap("<Other/>")]) {
      expect(await answering([503, answer])).toEqual([
        expect.stringMatching(
          /^vsphere\.server: 127\.0\.0\.1:\d+ is no vCenter, or still starting: it answers "/,
        ) as string,
      ]);
      expect(asked).toHaveLength(1);
      expect(asked.join("")).not.toContain("hush");
    }
  });

  it("is named when it lets us in and nothing see, and its trouble at the end hides nothing", async () => {
    const login = soap(`<LoginResponse xmlns="urn:vim25"><returnval/></LoginResponse>`);
    expect(await answering([200, CONTENT], [200, login], [500, FAULT], [500, FAULT])).toEqual([
      expect.stringMatching(
        /^vsphere\.user: fabric may not read what .* has \(Permission to .* denied\.\): give it/,
      ) as string,
    ]);
    expect(asked[1]).toContain("hush");
    expect(asked[3]).toContain("Logout");
  });
});
