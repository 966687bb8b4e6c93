import { renderShell } from "../support/shell-script";
import { perlProgram } from "./perl-program";
import { hostFile, hostScript, STATE_FOLDER } from "./render";

/** Folder on the registry's host that holds its certificates. */
export function certificateFolder(stack: string): string {
  return `${STATE_FOLDER}/registry-${stack}`;
}

/** The container of a stack's registry. */
export function registryContainer(stack: string): string {
  return `registry-${stack}`;
}

/**
 * Creates the registry's certificates, or replaces those that expire, and prints the CA's certificate.
 * @param rotation has it print the present CA's again when rotations begin or end
 */
export function registryCertificateScript(stack: string, address: string, rotation?: number): string {
  const own = { address, folder: certificateFolder(stack), server: registryContainer(stack) };
  return hostScript(stack, rotation === undefined ? own : { ...own, rotation }, "registry-certificate.sh");
}

/** Makes the next CA when `rotation` is another one, and prints the certificates of all CAs that clients have to trust. */
export function registryAuthorityScript(stack: string, rotation: number): string {
  return hostScript(stack, { folder: certificateFolder(stack), rotation }, "registry-authority.sh");
}

/** The container in which anybody may pull from a stack's registry. */
export function anonymousRegistryContainer(stack: string): string {
  return `${registryContainer(stack)}-anonymous`;
}

/** The container that is a mirror of another registry. */
export function mirrorContainer(stack: string): string {
  return `${registryContainer(stack)}-mirror`;
}

/** What reads the certificate of a stack's registry, and its folder. */
function certified(stack: string): { folder: string; servers: string } {
  const servers = [registryContainer(stack), anonymousRegistryContainer(stack), mirrorContainer(stack)];
  return { folder: certificateFolder(stack), servers: servers.join(" ") };
}

export interface IssueSpec {
  readonly address: string;
  readonly names: readonly string[];
  /** Default: the first authority stays. */
  readonly rotation?: number | undefined;
}

/** Gives the registry a certificate for its address and all its names, by the next CA if there is one. */
export function registryIssueScript(stack: string, { address, names, rotation = 0 }: IssueSpec): string {
  const values = { address, names: names.join(" "), rotation, ...certified(stack) };
  return hostScript(stack, values, "registry-issue.sh");
}

/** A certificate from elsewhere, as texts in PEM. */
export interface GivenCertificateText {
  /** With those of the authorities in between. */
  readonly certificate: string;
  readonly key: string;
  /** Of the authority; empty where the hosts know it. */
  readonly ca: string;
}

/** Gives the registry a certificate from elsewhere. The script holds its key. */
export function registryGivenScript(stack: string, { certificate, key, ca }: GivenCertificateText): string {
  const values = { certificate: certificate.trim(), key: key.trim(), ca: ca.trim(), ...certified(stack) };
  return hostScript(stack, values, "registry-given.sh");
}

/** Folder on the registry's host that holds who may use it. */
export function accessFolder(stack: string): string {
  return `${certificateFolder(stack)}-access`;
}

export interface RegistryLogin {
  readonly user: string;
  readonly password: string;
}

/** Keeps who may use the registry. The script holds the password. */
export function registryAccessScript(stack: string, { user, password }: RegistryLogin): string {
  return hostScript(stack, { user, password, folder: accessFolder(stack) }, "registry-access.sh");
}

/** Logs a host in to the registry, and makes sure that nobody gets in without. The script holds the password. */
export function registryLoginScript(stack: string, endpoint: string, { user, password }: RegistryLogin): string {
  const files = ["registry-answer.sh", "registry-refuse.sh", "registry-login.sh"];
  return hostScript(stack, { endpoint, user, password }, ...files);
}

export interface TrustSpec {
  /** The registry as clients call it, with its port. */
  readonly endpoint: string;
  /** Certificates of the authorities. */
  readonly ca: string;
  /** The name that the host must be able to resolve, and the address that it stands for. Default: none. */
  readonly resolve?: { readonly name: string; readonly address: string } | undefined;
}

/** Makes a host's Docker trust the registry's CA. */
export function registryTrustScript(stack: string, { endpoint, ca, resolve }: TrustSpec): string {
  const values = { folder: `/etc/docker/certs.d/${endpoint}`, ca: ca.trim() };
  if (resolve === undefined) return hostScript(stack, values, "registry-trust.sh");
  return hostScript(stack, { ...values, ...resolve }, "registry-name.sh", "registry-trust.sh");
}

/** The volume of a stack's registry. */
export function registryVolume(stack: string): string {
  return `macvlan-fabric-registry-${stack}`;
}

/** Prints what a stack's registry has: `tag REPOSITORY TAG DIGEST` and `manifest REPOSITORY DIGEST JSON` lines. */
export function registryContentsScript(stack: string): string {
  return renderShell({ volume: registryVolume(stack) }, hostFile("registry-contents.sh"));
}

/**
 * Removes tags and manifests from a stack's registry, with what only they need, and prints how many KiB that frees.
 * @param label `KEY=VALUE` of everything in Docker that belongs to the stack
 * @param removals `tag REPOSITORY TAG` and `manifest REPOSITORY DIGEST`
 */
export function registryPruneScript(stack: string, label: string, removals: readonly string[]): string {
  const values = { server: registryContainer(stack), volume: registryVolume(stack), label };
  return renderShell({ ...values, removals: removals.join("\n") }, hostFile("registry-prune.sh"));
}

/** The volume with what a mirror has fetched. */
export function mirrorVolume(stack: string): string {
  return `${registryVolume(stack)}-mirror`;
}

/** Has a host's Docker reach a registry over plain HTTP. */
export function insecureRegistryScript(stack: string, endpoint: string): string {
  return daemonListScript(stack, { list: "insecure-registries", item: endpoint, path: "registry.insecure" });
}

/** Has a host's Docker ask a mirror first for what is on Docker Hub. */
export function useMirrorScript(stack: string, endpoint: string): string {
  // With the slash, as Docker itself shows it.
  return daemonListScript(stack, { list: "registry-mirrors", item: `https://${endpoint}/`, path: "registry.mirror" });
}

function daemonListScript(stack: string, values: Readonly<Record<"list" | "item" | "path", string>>): string {
  return hostScript(stack, { ...values, program: perlProgram("daemon-list.pl") }, "daemon-list.sh");
}
