import { z } from "zod";
import { VOLUME_NAME } from "../options/mounts";
import { container } from "./container-schema";
import { host } from "./host-schema";
import { image } from "./image-schema";
import { foreign, peer } from "./neighbour-schema";
import type { Origins } from "./origins";
import { address, key, owner, range, repository, type secretReference, subnet } from "./primitives";
import { registry } from "./registry-schema";
import { router } from "./router-schema";
import { bridge, segment } from "./segment-schema";
import { volume } from "./storage-schema";
import { userTest } from "./test-schema";
import { vsphere } from "./vsphere-schema";

const lan = z
  .strictObject({
    subnet: subnet.describe("Subnet of the hosts' own addresses."),
    gateway: address.exactOptional().describe("Router of the LAN. Default: none."),
    reserved: z.record(owner, range).default({}).describe("Addresses and ranges that belong to others, by owner."),
  })
  .describe("The bridged LAN that every host is on.");

const volumeName = z.string().regex(VOLUME_NAME, "is not a valid name: write it as data");

/** The structured configuration value `macvlan-fabric:fabric`. Unknown keys are errors. */
export const fabricSchema = z
  .strictObject({
    lan,
    hosts: z
      .record(key, host)
      .refine((hosts) => Object.keys(hosts).length > 0, { error: "names no host: add one" })
      .describe("The Docker hosts, by name."),
    vsphere: vsphere.exactOptional(),
    segments: z.record(key, segment).describe("The layer-2 segments, by name."),
    bridges: z.record(key, bridge).default({}).describe("Docker bridge networks beside the segments, by name."),
    routers: z.record(key, router).default({}).describe("Hosts that route between segments, by name."),
    registry: registry.exactOptional(),
    images: z.record(repository, image).default({}).describe("Images to publish, by name."),
    containers: z.record(key, container).default({}).describe("The containers, by name."),
    volumes: z.record(volumeName, volume).default({}).describe("Named volumes that are not as usual, by name."),
    probe: z
      .boolean()
      .default(false)
      .describe(
        "Whether `up` asks the segments, before it makes containers, who has their addresses, and refuses if somebody does.",
      ),
    tests: z.record(key, userTest).default({}).describe("Tests of your own, by name; every verification runs them."),
    foreign: z
      .record(key, foreign)
      .default({})
      .describe("Other people's networks and DHCP servers, by name; the stack must not overlap them."),
    peers: z.record(key, peer).default({}).describe("Other stacks on the same LAN, by name."),
  })
  .describe("A lab: hosts, layer-2 segments and containers with fixed addresses.");

/** The configuration as people write it: keys with a default may be left out. */
export type FabricInput = z.input<typeof fabricSchema>;
export type SegmentInput = FabricInput["segments"][string];
export type VmInput = FabricInput["hosts"][string]["vm"];
export type VsphereInput = NonNullable<FabricInput["vsphere"]>;
export type VsphereVmInput = VmInput & { readonly kind: "vsphere" };

/** The checked configuration: every constant default is filled in, and every container stands for itself. */
export type FabricConfiguration = z.output<typeof fabricSchema> & {
  /** Where the containers are written that do not stand there themselves. Absent: all do. */
  readonly origins?: Origins;
};
export type HostConfiguration = FabricConfiguration["hosts"][string];
export type VmConfiguration = HostConfiguration["vm"];
export type SegmentConfiguration = FabricConfiguration["segments"][string];
export type BridgeConfiguration = FabricConfiguration["bridges"][string];
export type RouterConfiguration = FabricConfiguration["routers"][string];
export type ContainerConfiguration = Omit<FabricConfiguration["containers"][string], "count" | "like">;
export type ImageConfiguration = FabricConfiguration["images"][string];
export type RegistryConfiguration = NonNullable<FabricConfiguration["registry"]>;
export type TestConfiguration = FabricConfiguration["tests"][string];
export type ForeignConfiguration = FabricConfiguration["foreign"][string];
export type PeerConfiguration = FabricConfiguration["peers"][string];
export type VsphereConfiguration = NonNullable<FabricConfiguration["vsphere"]>;
export type SecretReference = Readonly<z.output<typeof secretReference>>;
export type VsphereVmConfiguration = Extract<VmConfiguration, { kind: "vsphere" }>;
