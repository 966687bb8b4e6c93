import { z } from "zod";
import { MAX_INTERFACE_NAME } from "./naming";
import { hasHostBits, parseAddress, parseInterfaceAddress, parseSubnet } from "./ip";

const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9_.-]*[a-z0-9])?$/i, "is no name: use letters, digits, '-', '_' and '.', such as docker01");
const key = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/i,
    "is no name: use letters, digits and '-', at most 40, such as docker01",
  );

const address = z
  .string()
  .refine((text) => parseAddress(text) !== undefined, "is no IP address: write it as 192.168.1.11 or fd00::b");
const subnet = z
  .string()
  .refine((text) => parseSubnet(text) !== undefined, "is no subnet: write it as 172.16.10.0/24 or fd00:10::/64")
  .refine((text) => !hasHostBits(text), {
    error: (issue) => `has host bits set: write ${parseSubnet(String(issue.input))?.text ?? "the network address"}`,
  });
const interfaceAddress = z
  .string()
  .refine(
    (text) => parseInterfaceAddress(text) !== undefined,
    "is no address with a prefix length: write it as 192.168.10.10/24",
  );
const interfaceName = z
  .string()
  .regex(/^[^\s/:]+$/, "is no interface name: write it as ens33")
  .max(MAX_INTERFACE_NAME, `is too long for an interface name: Linux allows ${String(MAX_INTERFACE_NAME)} characters`);
const port = z.number().int().min(1).max(65535);

/** How to log in to a host that exists already. The host key is pinned: nothing connects without it. */
const existingSsh = z.strictObject({
  /** Where ssh answers. Default: the host's LAN address. */
  host: z.string().min(1).optional(),
  /** Default: 22. */
  port: port.optional(),
  /** Root, or a user with passwordless sudo who may use the Docker socket. Default: root. */
  user: name.optional(),
  /** The host's ed25519 public key, as one `ssh-ed25519 AAAA…` line. */
  hostKey: z
    .string()
    .regex(
      /^ssh-ed25519 [A-Za-z0-9+/=]+$/,
      "is no ed25519 host key: run `ssh-keyscan -t ed25519 HOST`, compare its fingerprint with the host's, and write the `ssh-ed25519 AAAA…` part",
    ),
  /** File that holds the private key; `~` is the home folder. Default: the ssh agent. */
  privateKeyFile: z.string().min(1).optional(),
});

const vm = z.discriminatedUnion("kind", [
  z.strictObject({
    /** A Debian guest under QEMU on this machine. */
    kind: z.literal("lab"),
    /** Memory in MiB. Default: 1024. */
    memory: z.number().int().min(512).max(65536).optional(),
    /** Port on 127.0.0.1 that leads to the guest's ssh. Default: derived from the lab's folder and the host's name. */
    sshPort: port.optional(),
  }),
  z.strictObject({ kind: z.literal("existing"), ssh: existingSsh }),
]);

const host = z.strictObject({
  /** Address on the bridged LAN. */
  address,
  /** The interface on the bridged LAN, parent of every segment. */
  nic: interfaceName,
  vm,
});

const segment = z.strictObject({
  /** Name of the Docker network, the same on every host. */
  network: name,
  subnet,
  /** Router of the segment. Never guessed: Docker below 28 guesses one, Docker from 29 sets no route. */
  gateway: address,
  /** 802.1Q VLAN ID. Without one the segment is untagged. */
  vlan: z.number().int().min(1, "is no VLAN ID: 1 to 4094").max(4094, "is no VLAN ID: 1 to 4094").optional(),
  /** macvlan mode. Default: bridge. */
  mode: z.enum(["bridge", "private", "vepa"]).optional(),
  /** Hosts that carry the segment. Default: all. */
  hosts: z.array(z.string()).min(1).optional(),
  /** The hosts' own addresses on the VLAN; no route but that of the subnet comes with them. */
  hostAddresses: z.record(z.string(), interfaceAddress).optional(),
  /** Router of the hosts' own addresses: kept free in the plan, never a default route. */
  hostGateway: address.optional(),
  /** Addresses that belong to somebody else, by owner. */
  reserved: z.record(z.string(), address).optional(),
});

const container = z.strictObject({
  host: z.string(),
  /** Key of `images`. */
  image: z.string(),
  /** Fixed address on each segment. */
  attach: z.record(z.string(), address).refine((attach) => Object.keys(attach).length > 0, {
    error: "attaches to no segment: write it as { vlan10: 172.16.10.10 }",
  }),
  /** Default: a shell that sleeps, so that the container keeps running. */
  command: z.array(z.string()).min(1).optional(),
  /** Capabilities kept, such as CAP_NET_RAW; all others are dropped. Default: none. */
  capabilities: z.array(z.string().regex(/^CAP_[A-Z_]+$/, "is no capability: write it as CAP_NET_RAW")).optional(),
  /** Memory limit in MiB. Default: 64. */
  memory: z.number().int().min(6, "is below Docker's minimum of 6 MiB").optional(),
  /** Limit of processes. Default: 64. */
  pids: z.number().int().min(1).optional(),
});

/** The structured configuration value `macvlan-fabric:fabric`. Unknown keys are errors. */
export const fabricSchema = z.strictObject({
  lan: z.strictObject({ subnet, gateway: address.optional() }),
  hosts: z.record(key, host).refine((hosts) => Object.keys(hosts).length > 0, { error: "names no host" }),
  segments: z.record(key, segment),
  registry: z
    .strictObject({
      host: z.string(),
      /** Default: 5000. */
      port: port.optional(),
      /** Image of the registry itself. Default: registry:2. */
      image: z.string().min(1).optional(),
    })
    .optional(),
  images: z
    .record(
      key,
      z.strictObject({
        tag: z.string().regex(/^\w[\w.-]{0,127}$/, "is no tag: write it as v1"),
        /** Image to publish, present on the registry's host or pulled there. Default: the key itself. */
        source: z.string().min(1).optional(),
      }),
    )
    .optional(),
  containers: z.record(key, container).optional(),
});

export type FabricInput = z.infer<typeof fabricSchema>;
export type HostInput = FabricInput["hosts"][string];
export type SegmentInput = FabricInput["segments"][string];
export type ContainerInput = NonNullable<FabricInput["containers"]>[string];
export type VmInput = HostInput["vm"];
