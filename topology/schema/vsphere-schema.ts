import { z } from "zod";
import { portGroup } from "./port-group-schema";
import { address, ed25519Key, inventoryName, name, privateKeyFile } from "./primitives";

const customisation = z
  .discriminatedUnion("kind", [
    z
      .strictObject({ kind: z.literal("cloud-init") })
      .describe("Cloud-init reads name, address, user and keys from guestinfo; the stack creates the host key."),
    z
      .strictObject({ kind: z.literal("linux"), domain: name.default("local").describe("DNS domain.") })
      .describe("vCenter sets name and address through VMware Tools; the keys are those of the template."),
    z
      .strictObject({ kind: z.literal("specification"), name: inventoryName.describe("Name of the specification.") })
      .describe("A customisation specification of vCenter; it must set the planned address."),
  ])
  .describe("How a clone gets the name, address and keys of its host.");

/** A virtual machine on vSphere. */
export const vsphereVm = z
  .strictObject({
    kind: z.literal("vsphere"),
    cpus: z.number().int().min(1).max(768).default(2).describe("Virtual CPUs."),
    memory: z
      .number()
      .int()
      .min(512)
      .max(24 * 1024 ** 2, "is more than the 24 TiB that ESXi allows: ask for less")
      .multipleOf(4, "is not a size that ESXi accepts: use a multiple of 4 MiB")
      .default(2048)
      .describe("Memory in MiB."),
    disk: z
      .number()
      .int()
      .min(1)
      .max(62 * 1024, "is more than the 62 TiB that a virtual disk can have: ask for less")
      .exactOptional()
      .describe("Size of the first disk in GiB, not less than in the template. Default: as in the template."),
    template: inventoryName
      .exactOptional()
      .describe("Template or virtual machine to clone. Default: `vsphere.template`."),
    datastore: inventoryName.exactOptional().describe("Datastore of the machine. Default: `vsphere.datastore`."),
    esxi: inventoryName
      .exactOptional()
      .describe("The ESXi host to run on. Default: DRS or vCenter chooses one in the cluster."),
    hostKey: ed25519Key
      .exactOptional()
      .describe("The template's ed25519 host key, required unless cloud-init sets one that the stack creates."),
  })
  .describe("A virtual machine on vSphere, cloned from a template, created and removed by the stack.");

/** What the machines on vSphere have in common. */
export const vsphere = z
  .strictObject({
    server: z
      .string()
      .regex(
        /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i,
        "is not a valid server: write it as vcenter.example.net, as 10.0.0.5:8443 or as [fd00::5]",
      )
      .refine((text) => URL.canParse(`https://${text}`), "is not a valid server: correct its address or port")
      .describe("Name or address of vCenter, with `:PORT` if it is not 443."),
    user: z
      .string()
      .min(1)
      .describe(
        "User of vCenter, such as fabric@vsphere.local. The password is the secret `macvlan-fabric:vspherePassword`.",
      ),
    allowUnverifiedSsl: z
      .boolean()
      .default(false)
      .describe("Whether to accept a certificate that this machine does not trust."),
    datacenter: inventoryName.describe("The datacenter."),
    cluster: inventoryName.exactOptional().describe("The cluster. Default: none; every machine then names its `esxi`."),
    resourcePool: inventoryName
      .exactOptional()
      .describe(
        "Resource pool directly below that of `cluster`. Default: the pool of the cluster, or of the ESXi host.",
      ),
    datastore: inventoryName.describe("Datastore for the machines' files."),
    folder: z
      .string()
      .min(1)
      .exactOptional()
      .describe("Folder for the machines, such as labs/dev. Default: the datacenter's root folder."),
    template: inventoryName.describe("Template with open-vm-tools, cloud-init and Docker."),
    linkedClone: z
      .boolean()
      .default(false)
      .describe("Whether clones share the template's disk, which then needs a snapshot."),
    portGroup,
    customisation: customisation.default({ kind: "cloud-init" }),
    dns: z.array(address).default([]).describe("Name servers of the machines."),
    login: z
      .strictObject({
        user: name
          .default("fabric")
          .describe(
            "User for the login; cloud-init creates it with passwordless sudo and access to the Docker socket.",
          ),
        privateKeyFile,
        authorizedKey: z
          .string()
          .regex(
            /^(ssh|ecdsa|sk)-\S+ [A-Za-z0-9+/=]+( [^\n]*)?$/,
            "is not a public key: write the line of the .pub file",
          )
          .exactOptional()
          .describe("The public key that may log in. Default: the content of `privateKeyFile` with `.pub` added."),
      })
      .describe("How the stack logs in to the machines."),
    antiAffinity: z
      .boolean()
      .default(false)
      .describe(
        "Whether DRS keeps the machines on different ESXi hosts; needs `cluster`. DRS moves them apart once they run; `esxi` decides where they start.",
      ),
    protect: z
      .boolean()
      .default(false)
      .describe("Whether to refuse the removal of machines, port groups and the DRS rule."),
    retain: z
      .boolean()
      .default(false)
      .describe(
        "Whether machines, port groups and the DRS rule stay in vCenter when they leave the stack. Retained machines are never recreated, so a new template, a larger disk, or settings that cloud-init reads only once do not reach them.",
      ),
  })
  .describe("The vCenter that runs the machines of kind vsphere.");
