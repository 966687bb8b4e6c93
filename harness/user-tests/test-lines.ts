import type { TestLine } from "../../host/user-tests";
import type { TestOutput } from "../contract";
import { addressKey } from "../probes";
import { dnsQuery } from "./dns-message";
import { recordType, requestOf, urlAddress, type Request } from "./request";

/** The host that a test runs on. */
export function hostOfTest(
  { from }: Pick<TestOutput, "from">,
  containers: Readonly<Record<string, { host: string }>>,
): string {
  return from.kind === "host" ? from.name : (containers[from.name]?.host ?? "");
}

/**
 * The requests of a test, one for each address.
 * @param random a number that is another in each run, for requests whose answers must be told apart
 */
export function testLines(name: string, test: TestOutput, random: number): TestLine[] {
  const request = requestOf(test);
  if (request.kind === "unknown") return [];
  const source = test.from.kind === "container" ? { container: test.from.name } : {};
  const addresses = request.kind === "command" ? [""] : test.addresses;
  return addresses.map((address, index) => ({
    ...{ id: `${name}.${index}`, kind: request.kind, address: addressKey(address), ...source },
    ...contentOf(request, address, random),
  }));
}

function contentOf(request: Request, address: string, random: number): Pick<TestLine, "port" | "what" | "wanted"> {
  switch (request.kind) {
    case "ping":
    case "unknown":
      return {};
    case "tcp":
      return { port: request.port };
    case "http": {
      const { port, path, body } = request;
      const host = `${urlAddress(address)}${port === 80 ? "" : `:${port}`}`;
      // Of 1.0, so that no answer comes in chunks.
      const head = [`GET ${path} HTTP/1.0`, `Host: ${host}`, "User-Agent: macvlan-fabric", "Connection: close"];
      const what = Buffer.from(`${head.join("\r\n")}\r\n\r\n`);
      return { port, what, ...(body === undefined ? {} : { wanted: body }) };
    }
    case "dns":
      return { port: request.port, what: dnsQuery(request.name, recordType(request), random & 0xffff) };
    case "command":
      return { what: request.run, ...(request.output === undefined ? {} : { wanted: request.output }) };
  }
}
