import { z } from "zod";
import { parseAddress } from "../ip";
import { entriesOf } from "../options/entries";
import { address, oneOrMore } from "./primitives";

const domain = z
  .string()
  .regex(/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?$/i, "is not a domain name: write it as lab.example.com");

const host = z.union([
  z.record(domain, z.string()),
  z.array(z.string().regex(/^[^=:]+[=:]./, "has no address: write it as NAME=172.16.10.10")),
]);

/** What a container is called, and how it finds others. */
export const nameOptions = {
  hostname: domain
    .max(63, "is too long: Linux allows 63 characters")
    .exactOptional()
    .describe("Default: the container's key."),
  dns: oneOrMore(address)
    .exactOptional()
    .describe("DNS servers. Docker's provider does not keep their order. Default: those of the host."),
  dns_search: oneOrMore(domain).exactOptional().describe("Domains to search. Default: those of the host."),
  extra_hosts: host
    .refine((given) => Object.values(entriesOf(given, "=:")).every(isHostAddress), {
      // The provider cuts what it reads at the first colon, and would replace the container at every update.
      error:
        "has a value that is no IPv4 address, which is all that Docker's provider takes here: write it as { NAME: 172.16.10.10 }",
    })
    .default({})
    .describe("Names for the container's /etc/hosts, each with its IPv4 address."),
};

function isHostAddress(text: string): boolean {
  return parseAddress(text)?.family === 4;
}
