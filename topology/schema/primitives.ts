import { z } from "zod";
import { hasHostBits, parseAddress, parseInterfaceAddress, parseRange, parseSubnet } from "../ip";
import { MAX_INTERFACE_NAME } from "../naming";
import { parseDuration } from "../options/durations";
import { PATH } from "../options/mounts";

/** Coarse patterns for editors; parsing decides what is a valid address. */
const CIDR = "^[0-9a-fA-F:.]+/[0-9]{1,3}$";

/** A name that Docker accepts. */
export const name = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9_.-]*[a-z0-9])?$/i,
    "is not a valid name: use letters, digits, and '-', '_' or '.' between them, such as docker01",
  );

/** Networks that Docker creates on every host. */
const BUILT_IN_NETWORKS = ["bridge", "host", "none"];

/** The name of a network that the stack creates. */
export const networkName = name.refine((text) => !BUILT_IN_NETWORKS.includes(text), {
  error: "is a built-in network of Docker: choose another name, such as mac_net10",
});

/** The repository of an image, in the syntax of the distribution specification. */
export const repository = z
  .string()
  .regex(
    /^[a-z0-9]+([._-]+[a-z0-9]+)*$/,
    "is not a valid image name: use lower-case letters, digits, and '-', '_' or '.' between them, such as busybox",
  );

/** A name that becomes part of resource names. */
export const key = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/i,
    "is not a valid name: use letters, digits, and '-' between them, at most 40, such as docker01",
  )
  .refine((text) => !(text in Object.prototype), "is a reserved word: choose another name, such as docker01");

/** The owner of an address or range, as messages name it. */
export const owner = z.string().min(1, "is not a valid owner: name the owner, such as printer");

export const address = z
  .string()
  .refine((text) => parseAddress(text) !== undefined, {
    error: (issue) => `is not a valid IP address${zeros(String(issue.input))}: write it as 192.168.1.11 or fd00::b`,
  })
  .meta({ pattern: "^[0-9a-fA-F:.]+$", examples: ["172.16.10.10"] });

/** Stands for a host or an address that the stack chooses and remembers. */
export const AUTO = "auto";

export const subnet = z
  .string()
  .refine(
    (text) => parseSubnet(text) !== undefined,
    "is not a valid subnet: write it as 172.16.10.0/24 or fd00:10::/64",
  )
  .refine((text) => !hasHostBits(text), {
    error: (issue) => `has host bits set: write ${parseSubnet(String(issue.input))?.text ?? "the network address"}`,
  })
  .meta({ pattern: CIDR, examples: ["172.16.10.0/24"] });

/** One address, a block in CIDR notation, or `first-last`. */
export const range = z
  .string()
  .refine((text) => parseRange(text) !== undefined, { error: (issue) => rangeFault(String(issue.input)) })
  .meta({ pattern: "^[0-9a-fA-F:.]+(/[0-9]{1,3}|-[0-9a-fA-F:.]+)?$", examples: ["192.168.1.100-192.168.1.199"] });

function rangeFault(text: string): string {
  if (hasHostBits(text)) return `has host bits set: write ${parseSubnet(text)?.text ?? "the network address"}`;
  const [first, last] = text.split("-").map((part) => parseAddress(part.trim()));
  if (first !== undefined && first.family === last?.family)
    return `is the wrong way round: write ${last.text}-${first.text}`;
  return "is neither an address nor a range: write it as 192.168.1.9, as 192.168.1.100-192.168.1.199, or as 192.168.1.128/26";
}

function zeros(text: string): string {
  return /(^|\.)0\d/.test(text) ? ", because some tools read leading zeros as octal" : "";
}

export const interfaceAddress = z
  .string()
  .refine(
    (text) => parseInterfaceAddress(text) !== undefined,
    "is not an address with a prefix length: write it as 192.168.10.10/24",
  )
  .meta({ pattern: CIDR, examples: ["192.168.10.10/24"] });

/** A unicast MAC. */
export const macAddress = z
  .string()
  .regex(/^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$/, {
    error: "is not a MAC address: write it as 02:42:ac:10:0a:0a",
    abort: true,
  })
  .refine((text) => (parseInt(text.slice(0, 2), 16) & 1) === 0, "is a multicast MAC: make its first octet even")
  .refine((text) => /[1-9a-f]/i.test(text), "is not a usable MAC address: write it as 02:42:ac:10:0a:0a")
  .meta({ examples: ["02:42:ac:10:0a:0a"] });

/** One value, or a list of them. */
export function oneOrMore<T extends z.ZodType>(item: T): z.ZodUnion<[T, z.ZodArray<T>]> {
  return z.union([item, z.array(item).min(1)]);
}

export const interfaceName = z
  .string()
  .regex(/^[^\s/:]+$/, { error: "is not a valid interface name: write it as ens33", abort: true })
  .refine((nic) => nic !== "lo", { error: "reaches no other host: name a wired interface such as ens33", abort: true })
  .max(MAX_INTERFACE_NAME, `is too long for an interface name: Linux allows ${MAX_INTERFACE_NAME} characters`);

export const port = z.number().int().min(1).max(65535);

/** An MTU in bytes. */
export const mtu = z
  .number()
  .int()
  .min(1280, "is not a valid MTU: give 1280 (the minimum of IPv6) to 9216")
  .max(9216, "is not a valid MTU: give 1280 (the minimum of IPv6) to 9216");

/** The key of an SSH login, as a file on the machine that runs the stack. */
export const privateKeyFile = z
  .string()
  .min(1)
  .exactOptional()
  .describe("File with the private key; `~` is the home folder. Default: the ssh agent.");

/** Where an ssh server answers; programs take what begins with `-` for an option. */
export const sshHost = z
  .string()
  .regex(
    /^[a-z0-9_:[][^\s/@]*$/i,
    "is not a name or an address of an SSH server: write it as docker01.example.com or 192.168.1.11",
  );

/** An ed25519 host key as one line. */
export const ed25519Key = z
  .string()
  .regex(
    /^ssh-ed25519 [A-Za-z0-9+/=]+$/,
    "is not an ed25519 host key: run `ssh-keyscan -t ed25519 HOST`, compare its fingerprint with the host's, and write the `ssh-ed25519 AAAA…` part",
  );

/** A name in the inventory of vCenter, of at most 80 characters; a `/` would be read as a path. */
export const inventoryName = z
  .string()
  .regex(/^\S(.*\S)?$/, { error: "is not a valid name: write it as vCenter shows it", abort: true })
  .max(80, "is too long: vCenter allows 80 characters")
  .regex(/^[^/]*$/, { error: "is a path: write the bare name, as vCenter shows it", abort: true })
  .regex(
    /^[^[\]*?\\%]*$/,
    "has a character that the provider reads as a pattern ([ ] * ? \\ %): rename the object in vCenter",
  );

/** A value that stays out of the stack file: the name of a secret of its own. */
export const secretReference = z
  .strictObject({
    secret: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+$/, {
        error: "is not a valid name: use letters, digits, '-', '_' and '.', such as dbPassword",
        abort: true,
      })
      .refine((text) => text !== "fabric", "is the configuration itself: choose another name, such as dbPassword")
      .describe("Key of the secret: `npm run pulumi -- config set --secret macvlan-fabric:KEY --stack NAME`."),
  })
  .describe("A secret, by the key that it is set under.");

/** A map, or Compose's list of `NAME=value`. */
export function listOrMap<T extends z.ZodType>(
  value: T,
): z.ZodUnion<[z.ZodRecord<z.ZodString, T>, z.ZodArray<z.ZodString>]> {
  const line = z.string().regex(/^[^=]+=/, "has no value: write it as NAME=value");
  return z.union([
    z.record(z.string().regex(/^[^=]+$/, "is not a valid name: leave the '=' out"), value),
    z.array(line),
  ]);
}

/** What YAML reads as a number or as true or false, Docker takes as text. */
export const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A path in a container or on a host. */
export const absolutePath = z.string().regex(PATH, "is not an absolute path: write it as /var/lib/data, without ':'");

/** A duration in Compose's notation. */
export const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, "is not a duration: write it as 30s, 1m30s or 500ms")
  .meta({ examples: ["30s"] });
