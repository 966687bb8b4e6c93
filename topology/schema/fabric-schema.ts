import { z } from "zod";
import { container } from "./container-schema";
import { host } from "./host-schema";
import { foreign, peer } from "./neighbour-schema";
import { address, key, owner, port, range, repository, subnet } from "./primitives";
import { segment } from "./segment-schema";
import { vsphere } from "./vsphere-schema";

const lan = z
  .strictObject({
    subnet: subnet.describe("Subnet of the hosts' own addresses."),
    gateway: address.optional().describe("Router of the LAN. Default: none."),
    reserved: z
      .record(owner, range)
      .optional()
      .describe("Addresses and ranges that belong to somebody else, by owner."),
  })
  .describe("The bridged LAN that every host is on.");

const registry = z
  .strictObject({
    host: z.string().describe("Key of `hosts`: where the registry runs, on the host's LAN address."),
    port: port.optional().describe("Default: 5000."),
    image: z.string().min(1).optional().describe("Image of the registry itself. Default: registry:2."),
  })
  .describe("A private registry over TLS; every host trusts its certificate authority.");

const image = z
  .strictObject({
    tag: z
      .string()
      .regex(/^\w[\w.-]{0,127}$/, "is no tag: write it as v1")
      .describe("Tag in the private registry."),
    source: z
      .string()
      .min(1)
      .optional()
      .describe("Image to publish, present on the registry's host or pulled there. Default: the key itself."),
  })
  .describe("An image that is published to the private registry; containers run it by digest.");

/** The structured configuration value `macvlan-fabric:fabric`. Unknown keys are errors. */
export const fabricSchema = z
  .strictObject({
    lan,
    hosts: z
      .record(key, host)
      .refine((hosts) => Object.keys(hosts).length > 0, { error: "names no host" })
      .describe("The Docker hosts, by name."),
    vsphere: vsphere.optional(),
    segments: z.record(key, segment).describe("The layer-2 segments, by name."),
    registry: registry.optional(),
    images: z.record(repository, image).optional().describe("Images to publish, by name."),
    containers: z.record(key, container).optional().describe("The containers, by name."),
    foreign: z
      .record(key, foreign)
      .optional()
      .describe("What the stack does not make and must keep clear of, by name."),
    peers: z.record(key, peer).optional().describe("Other stacks on the same LAN, by name."),
  })
  .describe("A lab: hosts, layer-2 segments and containers with fixed addresses.");

export type FabricInput = z.infer<typeof fabricSchema>;
export type HostInput = FabricInput["hosts"][string];
export type SegmentInput = FabricInput["segments"][string];
export type ContainerInput = NonNullable<FabricInput["containers"]>[string];
export type ForeignInput = NonNullable<FabricInput["foreign"]>[string];
export type PeerInput = NonNullable<FabricInput["peers"]>[string];
export type VmInput = HostInput["vm"];
export type VsphereInput = NonNullable<FabricInput["vsphere"]>;
export type VsphereVmInput = VmInput & { readonly kind: "vsphere" };
