import type { TestOutput } from "../contract";

/** What a test does: the kind that it has. */
export type Request =
  | { readonly kind: "ping" }
  | { readonly kind: "tcp"; readonly port: number }
  | ({ readonly kind: "http" } & NonNullable<TestOutput["http"]>)
  | ({ readonly kind: "dns" } & NonNullable<TestOutput["dns"]>)
  | ({ readonly kind: "command" } & NonNullable<TestOutput["command"]>)
  /** A kind of a newer release. */
  | { readonly kind: "unknown" };

export function requestOf({ ping, tcp, http, dns, command }: TestOutput): Request {
  if (ping !== undefined) return { kind: "ping" };
  if (tcp !== undefined) return { kind: "tcp", port: tcp };
  if (http !== undefined) return { kind: "http", ...http };
  if (dns !== undefined) return { kind: "dns", ...dns };
  if (command !== undefined) return { kind: "command", ...command };
  return { kind: "unknown" };
}

/** What a test does, as people read it. */
export function describeRequest(request: Request, addresses: readonly string[]): string {
  const targets = addresses.join(" and ");
  switch (request.kind) {
    case "ping":
      return `ping of ${targets}`;
    case "tcp":
      return `TCP to ${targets} port ${request.port}`;
    case "http":
      return `GET ${addresses.map((address) => httpUrl(address, request)).join(" and ")}`;
    case "dns":
      return `${recordType(request)} of ${request.name} from ${targets}${request.port === 53 ? "" : ` port ${request.port}`}`;
    case "command":
      return `command \`${request.run.join(" ")}\``;
    case "unknown":
      return "a kind that this release does not know";
  }
}

/** What has to be seen, as people read it. */
export function describeExpected(request: Request, expect: TestOutput["expect"]): string {
  if (expect === "blocked") return request.kind === "tcp" || request.kind === "http" ? "no connection" : "no answer";
  switch (request.kind) {
    case "ping":
      return "an answer";
    case "tcp":
      return "a connection";
    case "http":
      return `status ${request.status}${request.body === undefined ? "" : ` and "${request.body}" in the body`}`;
    case "dns":
      return request.answer ?? "an address";
    case "command":
      return `exit status ${request.status}${request.output === undefined ? "" : ` and "${request.output}" in its output`}`;
    case "unknown":
      return "that it can be run";
  }
}

export function recordType({ answer = "" }: NonNullable<TestOutput["dns"]>): "A" | "AAAA" {
  return answer.includes(":") ? "AAAA" : "A";
}

/** An address as URLs have it. */
export function urlAddress(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

function httpUrl(address: string, { port, path }: NonNullable<TestOutput["http"]>): string {
  return `http://${urlAddress(address)}${port === 80 ? "" : `:${port}`}${path}`;
}
