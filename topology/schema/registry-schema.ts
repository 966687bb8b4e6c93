import { z } from "zod";
import { port } from "./primitives";

/** The name of a host in DNS. */
const dnsName = z
  .string()
  .max(253)
  .regex(
    /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
    "is not a name of a host: write it in lower case, as registry.example.com",
  );

export const registry = z
  .strictObject({
    host: z.string().describe("Key of `hosts`: where the registry runs, on the host's LAN address."),
    port: port.default(5000).describe("Port of the registry."),
    image: z.string().min(1).default("registry:2").describe("Image of the registry itself."),
    name: dnsName
      .exactOptional()
      .describe(
        "Name that image references have in place of the address; every host must be able to resolve it. A change replaces the containers. Default: the address.",
      ),
    aliases: z
      .array(dnsName)
      .default([])
      .describe("Further names that clients call it by: its certificate is for them too, and hosts trust it there."),
    rotation: z
      .number()
      .int()
      .min(1)
      .exactOptional()
      .describe(
        "Raise it for a new certificate authority with new keys. Hosts trust the new one before the registry uses it, and forget the former one with the next change. Default: the first authority stays.",
      ),
  })
  .describe("A private registry over TLS; every host trusts its certificate authority.");
