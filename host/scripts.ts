import { readShell, renderShell } from "../support/shell-script";
import { hostFile, hostScript } from "./render";

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
  return hostScript(stack, { ...values, requirements: lines.join("\n"), ...more }, "await-docker.sh", "prepare.sh");
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
