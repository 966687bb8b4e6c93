import { readShell, renderShell } from "../support/shell-script";
import { hostFile, hostScript, STATE_FOLDER } from "./render";

export interface PrepareSpec {
  readonly name: string;
  /** All NICs that carry segments. */
  readonly nics: readonly string[];
  readonly address: string;
  /** The oldest acceptable Docker, such as `26.1`. Default: any. */
  readonly docker?: string | undefined;
}

/** Prepares a host and prints the version of its Docker daemon. */
export function prepareHostScript(stack: string, { name, nics, address, docker = "" }: PrepareSpec): string {
  return hostScript(stack, { name, nics: nics.join(" "), address, oldest: docker }, "prepare.sh");
}

export interface SubinterfaceSpec {
  /** The subinterface, such as `ens33.10`. */
  readonly link: string;
  /** The NIC that carries it. */
  readonly nic: string;
  readonly vlan: number;
  /** The host's own address on the VLAN, with prefix length; empty for none. */
  readonly address: string;
  /** In bytes. Default: that of the NIC. */
  readonly mtu?: number | undefined;
}

/** Creates an 802.1Q subinterface, or adopts one that exists. */
export function subinterfaceScript(stack: string, { link, nic, vlan, address, mtu }: SubinterfaceSpec): string {
  return linkScript(stack, { kind: "vlan", link, carrier: nic, address, vlan, mtu: mtu ?? "" });
}

export interface ShimSpec {
  /** The shim, such as `mv-ens33.10`. */
  readonly link: string;
  /** The link that carries the containers. */
  readonly carrier: string;
  /** The shim's own address, without prefix length. */
  readonly address: string;
  readonly mac: string;
  /** Addresses of the host's own containers on the segment. */
  readonly targets: readonly string[];
}

/** Creates a macvlan link through which a host reaches its own containers. */
export function hostShimScript(stack: string, { link, carrier, address, mac, targets }: ShimSpec): string {
  const bits = address.includes(":") ? 128 : 32;
  const values = { kind: "shim", link, carrier, address: `${address}/${bits}`, mac, targets: targets.join(" ") };
  return linkScript(stack, values);
}

function linkScript(stack: string, values: Readonly<Record<string, string | number>>): string {
  const nothing = { vlan: "", mtu: "", mac: "", targets: "" };
  return hostScript(stack, { ...nothing, ...values }, "link-files.sh", "link.sh");
}

/** Folder on the registry's host that holds its certificates. */
export function certificateFolder(stack: string): string {
  return `${STATE_FOLDER}/registry-${stack}`;
}

/** Creates the registry's certificates, once, and prints the CA's certificate. */
export function registryCertificateScript(stack: string, address: string): string {
  return hostScript(stack, { address, folder: certificateFolder(stack) }, "registry-certificate.sh");
}

/** Makes a host's Docker trust the registry's CA. */
export function registryTrustScript(stack: string, endpoint: string, ca: string): string {
  return hostScript(stack, { folder: `/etc/docker/certs.d/${endpoint}`, ca: ca.trim() }, "registry-trust.sh");
}

export interface PublishSpec {
  /** An image that the host has or can pull. */
  readonly source: string;
  /** `endpoint/name`, without tag. */
  readonly repository: string;
  readonly tag: string;
}

/** Tags and pushes an image from a host and prints its reference by digest, `endpoint/name@sha256:…`. */
export function publishImageScript(stack: string, { source, repository, tag }: PublishSpec): string {
  return hostScript(stack, { source, repository, tag }, "publish-image.sh");
}

/** Limits the processes of running containers. */
export function pidsLimitScript(
  stack: string,
  containers: readonly { readonly id: string; readonly name: string; readonly pids: number }[],
): string {
  const limits = containers.map(({ id, name, pids }) => `${id} ${pids} ${name}`).join("\n");
  return hostScript(stack, { limits }, "pids-limit.sh");
}

/**
 * Removes a Docker network or container, if it is there. For the stdin of `sh` on its host.
 * @param label `KEY=VALUE`, without which nothing is removed
 */
export function removeLeftoverScript(kind: "network" | "container", name: string, label: string): string {
  return renderShell({ kind, name, label }, hostFile("remove-leftover.sh"));
}

/** Generates an ed25519 host key on this machine and prints the private half, then the public one. For the stdin of `sh`. */
export function makeHostKeyScript(): string {
  return readShell(hostFile("make-host-key.sh"));
}
