import { z } from "zod";
import { address, ed25519Key, name } from "./primitives";

/** A name in the inventory of vCenter, of 80 signs at most; a `/` would be read as a path. */
const inventoryName = z
  .string()
  .regex(/^\S(.*\S)?$/, { error: "is no name: write it as vCenter shows it", abort: true })
  .max(80, "is too long: vCenter takes 80 signs")
  .regex(/^[^/]*$/, { error: "is a path: write the bare name, as vCenter shows it", abort: true })
  .regex(
    /^[^[\]*?\\%]*$/,
    "has a sign that the provider reads as a pattern ([ ] * ? \\ %): give the thing another name",
  );

const macLearning = z
  .boolean()
  .default(false)
  .describe(
    "Whether MAC learning is on, which makes promiscuous mode unnecessary. The provider cannot switch it on: do it in vCenter.",
  );

const macChanges = z
  .boolean()
  .default(false)
  .describe(
    "Whether a guest may change the MAC of its own NIC. Macvlan does not need it. On a distributed switch, false leaves what the switch has, as the provider sends no false.",
  );

const standard = z
  .strictObject({
    kind: z.literal("standard"),
    name: inventoryName.describe("Name of the port group."),
    switch: inventoryName.describe("The standard switch, which every ESXi host in `esxi` has."),
    esxi: z.array(inventoryName).min(1, "names no ESXi host").describe("The ESXi hosts that get the port group."),
    macChanges,
  })
  .describe(
    "A port group of its own on a standard switch of each ESXi host: trunk, promiscuous, forged transmits accepted.",
  );

const distributed = z
  .strictObject({
    kind: z.literal("distributed"),
    name: inventoryName.describe("Name of the port group."),
    switch: inventoryName.describe("The distributed switch."),
    macLearning,
    macChanges,
  })
  .describe("A port group of its own on a distributed switch: a trunk of exactly the VLANs of the plan.");

const existing = z
  .strictObject({
    kind: z.literal("existing"),
    name: inventoryName.describe("Name of the port group."),
    switch: inventoryName
      .exactOptional()
      .describe("The distributed switch, where several have a port group of that name."),
    macLearning,
    dedicated: z
      .boolean()
      .default(false)
      .describe("Whether nothing but this lab is on it, as every machine on a promiscuous port group sees all frames."),
  })
  .describe("A port group that is there already: only checked, never changed.");

const customisation = z
  .discriminatedUnion("kind", [
    z
      .strictObject({ kind: z.literal("cloud-init") })
      .describe("Cloud-init reads name, address, user and keys from guestinfo; the stack makes the host key."),
    z
      .strictObject({ kind: z.literal("linux"), domain: name.default("local").describe("DNS domain.") })
      .describe("vCenter sets name and address through VMware Tools; the keys are those of the template."),
    z
      .strictObject({ kind: z.literal("specification"), name: inventoryName.describe("Name of the specification.") })
      .describe("A customisation specification of vCenter; it has to give the address of the plan."),
  ])
  .describe("How a clone becomes the host of the plan.");

/** A virtual machine on vSphere. */
export const vsphereVm = z
  .strictObject({
    kind: z.literal("vsphere"),
    cpus: z.number().int().min(1).max(768).default(2).describe("Virtual CPUs."),
    memory: z
      .number()
      .int()
      .min(512)
      .max(24 * 1024 ** 2, "is more than ESXi gives a machine: 24 TiB")
      .multipleOf(4, "is no size that ESXi takes: use a multiple of 4 MiB")
      .default(2048)
      .describe("Memory in MiB."),
    disk: z
      .number()
      .int()
      .min(1)
      .max(62 * 1024, "is more than a virtual disk can have: 62 TiB")
      .exactOptional()
      .describe("Size of the first disk in GiB, at least that of the template. Default: that of the template."),
    template: inventoryName.exactOptional().describe("Template or machine to clone. Default: `vsphere.template`."),
    datastore: inventoryName.exactOptional().describe("Default: `vsphere.datastore`."),
    esxi: inventoryName
      .exactOptional()
      .describe("The ESXi host to run on. Default: DRS or vCenter chooses one in the cluster."),
    hostKey: ed25519Key
      .exactOptional()
      .describe("The template's ed25519 host key, where cloud-init does not set one made by the stack."),
  })
  .describe("A virtual machine on vSphere, cloned from a template; the stack makes it and removes it.");

/** What the machines on vSphere have in common. */
export const vsphere = z
  .strictObject({
    server: z
      .string()
      .regex(
        /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i,
        "is no server: write it as vcenter.example.net, as 10.0.0.5:8443 or as [fd00::5]",
      )
      .refine((text) => URL.canParse(`https://${text}`), "is no server: correct its address or port")
      .describe("Name or address of vCenter, with `:port` where it is not 443."),
    user: z
      .string()
      .min(1)
      .describe(
        "User of vCenter, as fabric@vsphere.local. The password is the secret `macvlan-fabric:vspherePassword`.",
      ),
    allowUnverifiedSsl: z
      .boolean()
      .default(false)
      .describe("Whether a certificate that this machine does not trust is accepted."),
    datacenter: inventoryName.describe("The datacenter."),
    cluster: inventoryName.exactOptional().describe("The cluster. Default: none; then every machine names its `esxi`."),
    resourcePool: inventoryName
      .exactOptional()
      .describe("Resource pool directly below that of `cluster`. Default: that of the cluster, or of the ESXi host."),
    datastore: inventoryName.describe("Where the machines' files lie."),
    folder: z
      .string()
      .min(1)
      .exactOptional()
      .describe("Folder for the machines, as labs/dev. Default: the datacenter's own."),
    template: inventoryName.describe("Template with open-vm-tools, cloud-init, systemd-networkd and Docker."),
    linkedClone: z
      .boolean()
      .default(false)
      .describe("Whether clones share the disk of the template, which then needs a snapshot."),
    portGroup: z
      .discriminatedUnion("kind", [standard, distributed, existing])
      .describe("The way of the frames: what the machines' NICs are connected to."),
    customisation: customisation.default({ kind: "cloud-init" }),
    dns: z.array(address).default([]).describe("Name servers of the machines."),
    login: z
      .strictObject({
        user: name.default("fabric").describe("Made by cloud-init with passwordless sudo and the Docker socket."),
        privateKeyFile: z
          .string()
          .min(1)
          .exactOptional()
          .describe("File of the private key; `~` is the home folder. Default: the ssh agent."),
        authorizedKey: z
          .string()
          .regex(/^(ssh|ecdsa|sk)-\S+ [A-Za-z0-9+/=]+( [^\n]*)?$/, "is no public key: write the line of the .pub file")
          .exactOptional()
          .describe("The public key that may log in. Default: the content of `privateKeyFile` with `.pub` added."),
      })
      .describe("How the stack logs in to the machines."),
    antiAffinity: z
      .boolean()
      .default(false)
      .describe(
        "Whether DRS keeps the machines on different ESXi hosts; needs `cluster`. It moves them apart once they run: where they start is for `esxi` to say.",
      ),
    protect: z
      .boolean()
      .default(false)
      .describe("Whether the stack refuses to remove machines, port groups and the DRS rule."),
    retain: z
      .boolean()
      .default(false)
      .describe(
        "Whether machines, port groups and the DRS rule stay in vCenter when the stack lets go of them. A machine that stays is never made anew: a new template, a larger disk, or what cloud-init reads once, does not reach it.",
      ),
  })
  .describe("Where the machines of kind vsphere live.");
