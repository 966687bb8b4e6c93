import { z } from "zod";

/**
 * The stack output `fabric`: what test harnesses may rely on. Changes are additive within one `schemaVersion`. It holds no
 * secret: a private key is named by its file, never contained.
 */
export const fabricOutputSchema = z.object({
  schemaVersion: z.literal(1),
  stack: z.string(),
  hosts: z.record(
    z.string(),
    z.object({
      /** Address on the bridged LAN. */
      address: z.string(),
      nic: z.string(),
      ssh: z.object({
        host: z.string(),
        port: z.number(),
        user: z.string(),
        /** `ssh-ed25519 AAAA…`: connections without exactly this key are refused. */
        hostKey: z.string(),
        /** Absent: the ssh agent has the key. */
        privateKeyFile: z.string().optional(),
      }),
    }),
  ),
  segments: z.record(
    z.string(),
    z.object({
      network: z.string(),
      subnet: z.string(),
      gateway: z.string(),
      vlan: z.number().optional(),
      /** MTU of its subinterfaces, in bytes; absent for that of the NIC. */
      mtu: z.number().optional(),
      hosts: z.record(
        z.string(),
        z.object({
          parent: z.string(),
          hostAddress: z.string().optional(),
          /** Where Docker takes automatic addresses from. */
          ipRange: z.string().optional(),
          /** The host's own link beside its containers. */
          shim: z.object({ link: z.string(), address: z.string(), mac: z.string() }).optional(),
        }),
      ),
    }),
  ),
  registry: z.object({ endpoint: z.string(), host: z.string() }).optional(),
  /** Published images: reference by digest. */
  images: z.record(z.string(), z.object({ reference: z.string(), tag: z.string() })),
  containers: z.record(
    z.string(),
    z.object({
      host: z.string(),
      /** Reference by digest, as Docker has to show it. */
      image: z.string(),
      attach: z.record(z.string(), z.object({ address: z.string(), mac: z.string() })),
    }),
  ),
  /** Who must and who must not reach whom. */
  reachability: z.array(
    z.object({
      from: z.object({ kind: z.enum(["host", "container", "registry"]), name: z.string() }),
      to: z.object({ kind: z.enum(["host", "container", "registry"]), name: z.string() }),
      address: z.string(),
      method: z.enum(["ping", "arp", "tcp"]),
      port: z.number().optional(),
      link: z.string().optional(),
      expect: z.enum(["reach", "blocked"]),
      why: z.string(),
    }),
  ),
});

export type FabricOutput = z.infer<typeof fabricOutputSchema>;

/** What the output says about one segment. */
export type SegmentOutput = FabricOutput["segments"][string];
