import { z } from "zod";
import { address, port } from "./primitives";

const target = {
  container: z.string().exactOptional().describe("Key of `containers`."),
  host: z.string().exactOptional().describe("Key of `hosts`."),
};

const text = z.string().min(1);

/** A check of the user's own, which runs with every verification. */
export const userTest = z
  .strictObject({
    from: z
      .union([z.string(), z.strictObject(target)])
      .describe("Where it runs: the name of a container or host; as a map where both have one name."),
    to: z
      .union([
        z.string(),
        z.strictObject({
          ...target,
          router: z.string().exactOptional().describe("Key of `routers`."),
          gateway: z.string().exactOptional().describe("Key of `segments`: its gateway addresses."),
        }),
      ])
      .exactOptional()
      .describe(
        "What is tried: an address, the name of a container, host or router, or a map such as { gateway: vlan10 }. A name stands for its addresses on the segments that `from` is on too, or else for all of them; a host for that on the LAN. For all kinds but `command`.",
      ),
    ping: z.literal(true).exactOptional().describe("Sends ICMP echo requests."),
    tcp: port.exactOptional().describe("Opens a connection to this port."),
    http: z
      .strictObject({
        port: port.default(80).describe("Port of the server. HTTP only, no TLS."),
        path: z
          .string()
          .regex(/^\/[!-~]*$/, "is not a path: begin it with / and escape what is not ASCII")
          .default("/")
          .describe("Path and query of the request."),
        status: z.number().int().min(100).max(599).default(200).describe("Status that it must answer with."),
        body: text.exactOptional().describe("Text that the body must contain. Default: any body."),
      })
      .exactOptional()
      .describe("Sends a GET request."),
    dns: z
      .strictObject({
        name: z
          .string()
          .regex(/^([\w-]{1,63}\.)*[\w-]{1,63}\.?$/, "is not a domain name: write it as web.example.com")
          .max(253)
          .describe("Name to resolve, in full: no search domain is added."),
        answer: address
          .exactOptional()
          .describe("Address that must be among the answers; one of IPv6 asks for AAAA. Default: any IPv4 address."),
        port: port.default(53).describe("Port of the server."),
      })
      .exactOptional()
      .describe("Asks a DNS server, by UDP."),
    command: z
      .strictObject({
        run: z.array(text).min(1).describe("Program and its arguments; no shell reads them."),
        status: z.number().int().min(0).max(255).default(0).describe("Exit status that it must end with."),
        output: text.exactOptional().describe("Text that its output must contain. Default: any output."),
      })
      .exactOptional()
      .describe("Runs a program, by `docker exec` in a container or as root on a host, for 60 seconds at most."),
    expect: z
      .enum(["reach", "blocked"])
      .exactOptional()
      .describe(
        "Whether it must be answered as described, or must not be answered at all: a refused connection counts as blocked. Not for `command`. Default: `reach`.",
      ),
    within: z
      .number()
      .int()
      .min(0)
      .max(3600)
      .default(0)
      .describe("Seconds in which it is repeated until it holds. With 0, it is tried once."),
    level: z
      .enum(["error", "warning"])
      .default("error")
      .describe("Whether its failure fails the verification (exit code 1) or is a warning (exit code 3)."),
  })
  .describe("A test of your own, of exactly one kind: `ping`, `tcp`, `http`, `dns` or `command`.");
