import { readShell, renderShell, type ShellValues } from "../support/shell-script";
import { perlProgram } from "./perl-program";
import { hostFile, hostScript, STATE_FOLDER } from "./render";
import { FAMILIES, restoreFile, routerRules, type RouterRules } from "./router-rules";

export interface PrepareSpec {
  readonly name: string;
  /** All NICs that carry segments, each with its place in the configuration, such as `hosts.docker01.nics.iot`. */
  readonly nics: readonly { readonly nic: string; readonly path: string }[];
  /** Those of them that must receive frames for the MACs of containers. */
  readonly promiscuous: readonly string[];
  readonly address: string;
  /** The oldest acceptable Docker, such as `26.1`. Default: any. */
  readonly docker?: string | undefined;
  /** What needs a Docker of at least some version. Default: nothing. */
  readonly requirements?: readonly EngineRequirement[];
  /** Paths that containers mount, each with its place in the configuration. Default: none. */
  readonly binds?: readonly { readonly source: string; readonly path: string }[];
}

/** Something in the configuration that not every Docker engine can do. */
export interface EngineRequirement {
  /** The oldest engine that can, such as `28.0.0`. */
  readonly since: string;
  /** Engines older than this can, too. Default: none. */
  readonly before?: string | undefined;
  /** What needs which engines, why, and what to do; one line, which reads after "but". */
  readonly text: string;
}

/** Prepares a host and prints the version of its Docker daemon. Changes nothing on a host whose Docker is too old. */
export function prepareHostScript(stack: string, spec: PrepareSpec): string {
  const { name, nics, promiscuous, address, docker = "", requirements = [], binds = [] } = spec;
  const lines = requirements.map(({ since, before = "-", text }) => `${since} ${before} ${text}`);
  // Under another name it is another owner: the old name's script leaves alone what the new name's has claimed.
  const own = { name, owner: name, address, oldest: docker };
  const places = nics.map(({ nic, path }) => `${nic} ${path}`);
  const values = { ...own, nics: places.join("\n"), promiscuous: promiscuous.join(" ") };
  const mounted = binds.map(({ source, path }) => `${path} ${source}`);
  const more = mounted.length === 0 ? {} : { binds: mounted.join("\n") };
  return hostScript(stack, { ...values, requirements: lines.join("\n"), ...more }, "prepare.sh");
}

export interface SubinterfaceSpec {
  /** Who makes it: what another owner in the stack has taken over is not removed. */
  readonly owner: string;
  /** The subinterface, such as `ens33.10`. */
  readonly link: string;
  /** The NIC that carries it. */
  readonly nic: string;
  readonly vlan: number;
  /** The host's own addresses on the VLAN, of either family, with prefix length. */
  readonly addresses: readonly string[];
  /** In bytes. Default: that of the NIC. */
  readonly mtu?: number | undefined;
}

/** Creates an 802.1Q subinterface, or adopts one that exists. */
export function subinterfaceScript(stack: string, { nic, addresses, mtu, ...own }: SubinterfaceSpec): string {
  return linkScript(stack, { kind: "vlan", ...own, carrier: nic, addresses: addresses.join(" "), mtu: mtu ?? "" });
}

export interface ShimSpec {
  /** Who makes it: what another owner in the stack has taken over is not removed. */
  readonly owner: string;
  /** The shim, such as `mv-ens33.10`. */
  readonly link: string;
  /** The link that carries the containers. */
  readonly carrier: string;
  /** Its type, as `ip link add … type` takes it, and its mode. */
  readonly driver: string;
  readonly mode: string;
  /** The shim's own addresses, of either family, without prefix length. */
  readonly addresses: readonly string[];
  /** Absent where the kernel gives it the carrier's. */
  readonly mac?: string | undefined;
  /** Addresses of the host's own containers on the segment; those of a family that the shim has no address of are left out. */
  readonly targets: readonly string[];
}

/** Creates a link through which a host reaches its own containers. */
export function hostShimScript(stack: string, { addresses, mac = "", targets, ...own }: ShimSpec): string {
  const reached = targets.filter((target) => addresses.some((address) => isIpv6(address) === isIpv6(target)));
  const single = addresses.map((address) => `${address}/${isIpv6(address) ? 128 : 32}`);
  return linkScript(stack, {
    kind: "shim",
    ...own,
    addresses: single.join(" "),
    mac,
    targets: reached.join(" "),
  });
}

function isIpv6(address: string): boolean {
  return address.includes(":");
}

function linkScript(
  stack: string,
  { owner, ...spec }: { readonly owner: string; readonly link: string } & ShellValues,
): string {
  const link = { vlan: "", mtu: "", driver: "", mode: "", mac: "", targets: "", ...spec };
  const up = renderShell(link, hostFile("link-up.sh"));
  const guard = `/run/macvlan-fabric/guard-${spec.link}`;
  const undo = renderShell({ link: spec.link, guard }, hostFile("link-undo.sh"));
  const files = ["link-unit.sh", "login-guard.sh", "former-link-files.sh", "link.sh"];
  return hostScript(stack, { owner, ...link, up, guard, undo }, ...files);
}

export interface RouterSpec extends Omit<RouterRules, "links"> {
  /** Who makes it: what another owner in the stack has taken over is not removed. */
  readonly owner: string;
  /** Its network namespace on the host. */
  readonly namespace: string;
  /** Its links, that on the LAN included: names in the namespace and on the host, addresses with prefix length. */
  readonly links: readonly {
    readonly carrier: string;
    readonly link: string;
    readonly mac: string;
    readonly addresses: readonly string[];
  }[];
  /** Next hop of each further subnet. */
  readonly routes: readonly { readonly subnet: string; readonly via: string }[];
}

/** Creates a network namespace that has the gateway addresses of segments, and forwards what is allowed. */
export function routerScript(stack: string, { owner, namespace, links, routes, allow, nat }: RouterSpec): string {
  const segments = links.filter(({ link }) => link !== nat?.link);
  const [rules4, rules6] = FAMILIES.map((family) => restoreFile(routerRules(family, { links: segments, allow, nat })));
  const router = {
    namespace,
    links: links.map(({ carrier, link, mac, addresses }) => [carrier, link, mac, ...addresses].join(" ")).join("\n"),
    routes: routes.map(({ subnet, via }) => `${subnet} ${via}`).join("\n"),
  };
  const up = renderShell({ ...router, rules4: rules4 ?? "", rules6: rules6 ?? "" }, hostFile("router-up.sh"));
  return hostScript(stack, { owner, ...router, up }, "link-unit.sh", "router-unit.sh", "router.sh");
}

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

/** What reads the certificate of a stack's registry, and its folder. */
function certified(stack: string): { folder: string; servers: string } {
  const servers = [registryContainer(stack), anonymousRegistryContainer(stack)];
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
  return hostScript(stack, { endpoint, user, password }, "registry-answer.sh", "registry-login.sh");
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

/** Has a host's Docker reach a registry over plain HTTP. */
export function insecureRegistryScript(stack: string, endpoint: string): string {
  return hostScript(stack, { endpoint, program: perlProgram("insecure-registries.pl") }, "registry-insecure.sh");
}

export interface PublishSpec {
  /** Key of the image in the configuration. */
  readonly image: string;
  /** An image that the host has or can pull. */
  readonly source: string;
  /** `endpoint/name`, without tag. */
  readonly repository: string;
  readonly tag: string;
  /**
   * For an image that no registry has: the resource that brings it to the host, as a pattern, and which other images the host
   * has from it, as a pattern of `docker image ls`. Default: the source can be pulled.
   */
  readonly upload?: { readonly resource: string; readonly others: string } | undefined;
}

/** Tags and pushes an image from a host and prints its reference by digest, `endpoint/name@sha256:…`. */
export function publishImageScript(stack: string, { image, source, repository, tag, upload }: PublishSpec): string {
  const { resource = "", others = "" } = upload ?? {};
  const values = { image, source, repository, tag, upload: resource, others, server: registryContainer(stack) };
  return hostScript(stack, values, "publish-image.sh");
}

export interface ReceiveSpec {
  /** What the image is called on the host. */
  readonly image: string;
  /** Where the configuration describes it. */
  readonly path: string;
  readonly kind: "archive" | "build";
  /** For `build`: the Dockerfile's path in the context, and `NAME=value` lines. */
  readonly dockerfile: string;
  readonly args: string;
}

/** Loads or builds an image from stdin, unless the host has it; prints `present` or the host's platform first. For `sh -c`. */
export function receiveImageScript(stack: string, { image, path, kind, dockerfile, args }: ReceiveSpec): string {
  return hostScript(stack, { image, path, kind, dockerfile, args }, "receive-image.sh");
}

/** Limits the processes of running containers. */
export function pidsLimitScript(
  stack: string,
  containers: readonly { readonly id: string; readonly pids: number }[],
): string {
  const limits = [...new Set(containers.map(({ pids }) => pids))].sort((a, b) => a - b);
  const lines = limits.map((limit) =>
    [limit, ...containers.filter(({ pids }) => pids === limit).map(({ id }) => id)].join(" "),
  );
  return hostScript(stack, { limits: lines.join("\n") }, "pids-limit.sh");
}

/**
 * Starts a container that has stopped, or restarts one that has lost its links.
 * @param label `KEY=VALUE`, without which nothing is touched
 */
export function restartContainerScript(stack: string, container: string, label: string): string {
  return hostScript(stack, { container, label }, "restart-container.sh");
}

export interface ContainerFilesSpec {
  /** Name of the container. */
  readonly container: string;
  /** `KEY=VALUE`, without which no container is restarted. */
  readonly label: string;
  readonly files: readonly {
    /** Path in the container. */
    readonly target: string;
    readonly content: string;
    /** In octal. */
    readonly mode: string;
    /** `UID:GID`. */
    readonly owner: string;
    /** Whether a new content restarts the container. */
    readonly onChange: string;
  }[];
}

/** Where the files of a container are on its host: each below it, with its path in the container. */
export function containerFilesFolder(stack: string, container: string): string {
  return `${STATE_FOLDER}/${stack}/files/${container}`;
}

/** Writes files that a container mounts. */
export function containerFilesScript(stack: string, { container, label, files }: ContainerFilesSpec): string {
  const lines = files.map(({ mode, owner, onChange, content, target }) =>
    [mode, owner, onChange, Buffer.from(content).toString("base64") || "-", target].join(" "),
  );
  const folder = containerFilesFolder(stack, container);
  return hostScript(stack, { folder, container, label, files: lines.join("\n") }, "container-files.sh");
}

export interface ContainerMacSpec {
  /** The host's name, for messages. */
  readonly host: string;
  readonly id: string;
  /** Name of the container. */
  readonly container: string;
  readonly macs: readonly {
    /** Name of the Docker network. */
    readonly network: string;
    readonly mac: string;
    /** Where the configuration asks for it. */
    readonly path: string;
  }[];
}

/** Gives a container the MACs that it is to have, where its Docker can; refuses where it cannot. */
export function containerMacScript(stack: string, { macs, ...own }: ContainerMacSpec): string {
  const lines = macs.map(({ network, mac, path }) => `${network} ${mac} ${path}`);
  return hostScript(stack, { ...own, macs: lines.join("\n") }, "container-mac.sh");
}

export interface HealthSpec {
  /** The host's name, for messages. */
  readonly host: string;
  readonly id: string;
  /** Name of the container. */
  readonly container: string;
  /** Where the configuration says when it is healthy. */
  readonly path: string;
  /** Seconds to wait. */
  readonly bound: number;
}

/** Waits until a container is healthy, and fails when it is unhealthy, with the last lines of its log. */
export function waitHealthyScript(stack: string, spec: HealthSpec): string {
  return hostScript(stack, { ...spec }, "health.sh", "wait-healthy.sh");
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

/**
 * Removes from a host everything that a stack has there, for a host that the stack has given up.
 * @param label `KEY=VALUE` of everything in Docker that belongs to the stack
 * @param scripts scripts with verbs that have run there, the last one first
 */
export function cleanHostScript(label: string, scripts: readonly string[]): string {
  const removals = scripts.map((script) => renderShell({ script }, hostFile("clean-script.sh")));
  return [renderShell({ label }, hostFile("clean-docker.sh")), ...removals].join("");
}
