import { DRIVERS, type DriverName } from "../../topology/drivers";

/**
 * Type tokens as the engine writes them, compared as text: loading the classes of the providers would take longer than the
 * whole pack takes to start.
 */
export const TYPES = {
  stack: "pulumi:pulumi:Stack",
  network: "docker:index/network:Network",
  container: "docker:index/container:Container",
  remoteImage: "docker:index/remoteImage:RemoteImage",
  registryImage: "docker:index/registryImage:RegistryImage",
  dockerProvider: "pulumi:providers:docker",
  hostPortGroup: "vsphere:index/hostPortGroup:HostPortGroup",
  distributedPortGroup: "vsphere:index/distributedPortGroup:DistributedPortGroup",
} as const;

/** The resources of `@pulumi/command` that log in to a host. */
export const REMOTE_TYPES = [
  "command:remote:Command",
  "command:remote:CopyToRemote",
  "command:remote:CopyFile",
] as const;

/** Whether networks of a driver are one layer-2 domain across all hosts; those of other drivers end at their host. */
export function isLayer2(driver: unknown): driver is DriverName {
  return typeof driver === "string" && Object.hasOwn(DRIVERS, driver);
}

/** Whether a driver gives every container a MAC of its own; false for what is not layer 2. */
export function hasOwnMacs(driver: unknown): boolean {
  return isLayer2(driver) && DRIVERS[driver].ownMacs;
}

/** Whether the engine created this provider because the program named none: `default` or `default_5_2_0`. */
export function isDefaultProvider(name: string): boolean {
  return /^default(_|$)/.test(name);
}
