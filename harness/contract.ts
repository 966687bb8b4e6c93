import { z } from "zod";
import { DRIVER_NAMES } from "../topology/drivers";

const address = z.string();

/**
 * The stack output `fabric`: what test harnesses may rely on. Changes are additive within one `schemaVersion`. Its size grows
 * with hosts, segments and attachments, not with pairs: who must reach whom follows from it, see `expectedReachability`. It
 * holds no secret: a private key is named by its file, never contained.
 */
export const fabricOutputSchema = z.object({
  schemaVersion: z.literal(2),
  stack: z.string(),
  /** The bridged LAN; absent in outputs of older versions. */
  lan: z.object({ subnet: z.string(), gateway: address.optional() }).optional(),
  hosts: z.record(
    z.string(),
    z.object({
      /** Address on the bridged LAN. */
      address,
      nic: z.string(),
      /** Version of the Docker engine when the host was prepared, such as `28.5.2`; empty for a host that is unfinished. */
      docker: z.string(),
      ssh: z.object({
        host: z.string(),
        port: z.number(),
        user: z.string(),
        /** `ssh-ed25519 AAAA…`: connections without exactly this key are refused. */
        hostKey: z.string(),
        /** Absent: the ssh agent has the key. */
        privateKeyFile: z.string().optional(),
        /** The bastion through which to log in, if there is one; its host key is pinned too. */
        jump: z
          .object({
            host: z.string(),
            port: z.number(),
            user: z.string(),
            hostKey: z.string(),
            privateKeyFile: z.string().optional(),
          })
          .optional(),
      }),
    }),
  ),
  segments: z.record(
    z.string(),
    z.object({
      network: z.string(),
      driver: z.enum(DRIVER_NAMES),
      /** Mode of the driver: bridge, private, vepa, l2. */
      mode: z.string(),
      /** VLAN ID; absent for untagged frames. */
      vlan: z.number().optional(),
      /** The switch that carries it; absent for the bridged LAN. */
      switch: z.string().optional(),
      /** MTU of its subinterfaces, in bytes; absent for that of the NIC. */
      mtu: z.number().optional(),
      /** True: containers take addresses and routes from router advertisements. */
      slaac: z.boolean().optional(),
      /** One or several, of either family. */
      subnets: z.array(
        z.object({
          subnet: z.string(),
          /** Absent in an internal segment. */
          gateway: address.optional(),
          /** Anycast addresses, by purpose. */
          shared: z.record(z.string(), address).optional(),
        }),
      ),
      hosts: z.record(
        z.string(),
        z.object({
          /** The link that carries the segment. */
          parent: z.string(),
          /** The NIC on the segment's switch; the parent itself, or below it. */
          nic: z.string(),
          /** The host's own addresses on the VLAN, with prefix length. */
          addresses: z.array(z.string()).optional(),
          /** Where Docker takes automatic addresses from, by subnet. */
          ipRanges: z.record(z.string(), z.string()).optional(),
          /** The host's own link beside its containers. */
          shim: z.object({ link: z.string(), addresses: z.array(address), mac: z.string().optional() }).optional(),
        }),
      ),
    }),
  ),
  /** Docker bridge networks beside the segments; each ends at its host. */
  bridges: z.record(z.string(), z.object({ network: z.string(), subnet: z.string(), gateway: address })),
  /** Hosts that route between segments; absent: none. */
  routers: z
    .record(
      z.string(),
      z.object({
        host: z.string(),
        /** Its network namespace on the host. */
        namespace: z.string(),
        /** Its link on each segment: name in the namespace, MAC, and gateway addresses with prefix length. */
        segments: z.record(z.string(), z.object({ link: z.string(), mac: z.string(), addresses: z.array(z.string()) })),
        /** Segments to which a segment may open connections, by the one that opens them. */
        allow: z.record(z.string(), z.array(z.string())),
        /** Its link on the LAN, whose address the connections of these segments leave with. */
        nat: z
          .object({
            link: z.string(),
            mac: z.string(),
            address: z.string(),
            gateway: address.optional(),
            segments: z.array(z.string()),
          })
          .optional(),
        /** Next hop of each further subnet. */
        routes: z.record(z.string(), address).optional(),
      }),
    )
    .optional(),
  registry: z
    .object({
      endpoint: z.string(),
      host: z.string(),
      /** Names that its certificate is for besides the address; absent: none. */
      names: z.array(z.string()).optional(),
      /** Where its certificate comes from; absent: from an authority of the stack's own. */
      certificate: z.literal("given").optional(),
      /** Who may use it; absent: anybody. */
      access: z
        .object({
          user: z.string(),
          /** Where anybody may pull; absent: nowhere. */
          anonymousEndpoint: z.string().optional(),
        })
        .optional(),
      /** A mirror beside it, and the registry that it stands for; absent: none. */
      mirror: z.object({ endpoint: z.string(), upstream: z.string() }).optional(),
    })
    .optional(),
  /** Published images: reference by digest; by tag for one that is unfinished. */
  images: z.record(z.string(), z.object({ reference: z.string(), tag: z.string() })),
  containers: z.record(
    z.string(),
    z.object({
      host: z.string(),
      /** Reference by digest, as Docker has to show it; by tag if the image is unfinished. */
      image: z.string(),
      attach: z.record(
        z.string(),
        z.object({
          /** At most one of each family. */
          addresses: z.array(address).min(1),
          /** The MAC that the plan asks for; absent where the engine chooses. */
          mac: z.string().optional(),
        }),
      ),
      /** Address on each bridge network, by key of `bridges`. */
      bridges: z.record(z.string(), address).optional(),
      /** Absent: its name. */
      hostname: z.string().optional(),
      /** Further names that it resolves, each with its address; absent: none. */
      extraHosts: z.record(z.string(), z.string()).optional(),
      /** Paths of the files that are written for it; absent: none. */
      files: z.array(z.string()).optional(),
      /** The segment or bridge that its default route leads to; absent for the only one. */
      defaultGateway: z.string().optional(),
    }),
  ),
  /** The user's own tests; absent: none. Each has exactly one kind, and a reader that does not know it fails the test. */
  tests: z
    .record(
      z.string(),
      z.object({
        from: z.object({ kind: z.enum(["container", "host"]), name: z.string() }),
        /** Absent for a command; the name of a gateway is that of its segment, the name of an address the address. */
        to: z
          .object({ kind: z.enum(["container", "host", "router", "gateway", "address"]), name: z.string() })
          .optional(),
        /** What is tried of the target; all of them must be as expected. */
        addresses: z.array(address),
        ping: z.literal(true).optional(),
        /** The port. */
        tcp: z.number().optional(),
        http: z
          .object({ port: z.number(), path: z.string(), status: z.number(), body: z.string().optional() })
          .optional(),
        dns: z.object({ name: z.string(), port: z.number(), answer: address.optional() }).optional(),
        command: z.object({ run: z.array(z.string()), status: z.number(), output: z.string().optional() }).optional(),
        expect: z.enum(["reach", "blocked"]),
        /** Seconds in which it is repeated until it holds. */
        within: z.number(),
        level: z.enum(["error", "warning"]),
      }),
    )
    .optional(),
  /** Hosts, images, routers and containers that the last update could not make or change; absent: none. */
  unfinished: z
    .array(z.object({ kind: z.enum(["host", "image", "router", "container"]), name: z.string() }))
    .optional(),
});

/** Something that the last update could not make. */
export type UnfinishedOutput = NonNullable<FabricOutput["unfinished"]>[number];

/** What the output says about one test. */
export type TestOutput = NonNullable<FabricOutput["tests"]>[string];

export type FabricOutput = z.infer<typeof fabricOutputSchema>;

/** What the output says about one segment. */
export type SegmentOutput = FabricOutput["segments"][string];

/** What the output says about one router. */
export type RouterOutput = NonNullable<FabricOutput["routers"]>[string];

/** What the output says about the registry. */
export type RegistryOutput = NonNullable<FabricOutput["registry"]>;
