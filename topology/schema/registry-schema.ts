import { z } from "zod";
import { port, secretReference } from "./primitives";

/** The name of a host in DNS. */
const dnsName = z
  .string()
  .max(253)
  .regex(
    /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
    "is not a name of a host: write it in lower case, as registry.example.com",
  );

const certificate = z
  .strictObject({
    certificate: z
      .string()
      .min(1)
      .describe("File with it, in PEM, followed by those of the authorities in between; `~` is the home folder."),
    key: secretReference.describe(
      "Its private key, in PEM: `<key.pem` behind the command that sets the secret reads it from a file.",
    ),
    ca: z
      .string()
      .min(1)
      .exactOptional()
      .describe("File with the certificate of the authority, which hosts then trust. Default: they know it already."),
  })
  .describe("A certificate from elsewhere.");

const access = z
  .strictObject({
    user: z
      .string()
      .regex(/^[\w.@-]+$/, "is not a valid name: use letters, digits, '-', '_', '.' and '@', such as lab")
      .default("macvlan-fabric")
      .describe("Who logs in."),
    password: secretReference.describe(
      "The password. A change reaches all hosts in one `up`; `openssl rand -hex 24 |` in front of the command that sets it draws one.",
    ),
    anonymousPort: port
      .exactOptional()
      .describe("Port on which anybody may pull without a login, and nobody can push. Default: none."),
  })
  .describe("Who may use the registry: whoever has the password. Every host is logged in.");

const mirror = z
  .strictObject({
    upstream: z
      .string()
      .regex(/^https?:\/\/[^\s/@]+\/?$/, "is not the address of a registry: write it as https://registry-1.docker.io")
      .default("https://registry-1.docker.io")
      .describe("The registry that it stands for. Docker asks mirrors for Docker Hub's images alone."),
    port: port.default(5002).describe("Port of the mirror, on the registry's host."),
  })
  .describe(
    "A pull-through mirror beside the registry, which every host's Docker asks before Docker Hub; `{}` for one.",
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
    insecure: z
      .boolean()
      .default(false)
      .describe(
        "Whether it serves plain HTTP, and every host's Docker makes an exception for it: anybody on the LAN can then read and change its images.",
      ),
    certificate: certificate
      .exactOptional()
      .describe(
        "A certificate from elsewhere, for the name or the address, and all aliases. Default: the stack has an authority of its own.",
      ),
    access: access.exactOptional().describe("Who may use it. Default: anybody who reaches it."),
    mirror: mirror
      .exactOptional()
      .describe("A mirror that fetches what it is asked for, and keeps it for a week. Default: none."),
  })
  .describe("A private registry over TLS; every host trusts its certificate authority.");
