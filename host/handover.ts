import { renderShell } from "../support/shell-script";
import { opensshOptions, type SshLogin } from "./openssh";
import { hostFile, hostScript } from "./render";
import { rootShell } from "./root-shell";

/** Seconds that a host may take to answer; one that does not is left out. */
const ANSWER_WITHIN = 10;
/** Seconds that a host may take to free what moves away. */
const LIMIT = 120;

/** Who owns what, as far as it can move from one owner to another. */
export interface OwnershipPlan {
  readonly addresses: readonly OwnedAddress[];
  readonly networks: readonly OwnedNetwork[];
}

export interface OwnedAddress {
  readonly address: string;
  /** Name of a container, of a link of the host, or of the network namespace of a router. */
  readonly owner: string;
  readonly host: string;
  /** Whether it is on a network of this host alone, so that other hosts may have the same. Default: false. */
  readonly local?: boolean;
}

/** A Docker network of one host. */
export interface OwnedNetwork {
  readonly host: string;
  readonly network: string;
  readonly driver: string;
  /** Its carrier; empty for a bridge network. */
  readonly parent: string;
  readonly subnets: readonly string[];
}

/** Name and login of a host. */
export interface HandoverHost {
  readonly name: string;
  readonly ssh: SshLogin;
}

/**
 * Has the hosts of the previous plan free what this one gives to somebody else: a script for the stdin of `sh` on this machine.
 * @param label `KEY=VALUE` of everything in Docker that belongs to the stack
 */
export function handoverScript(
  stack: string,
  label: string,
  hosts: readonly HandoverHost[],
  plan: OwnershipPlan,
): string {
  const values = { hosts: hosts.map(hostLine).join("\n"), release: releaseScript(stack, label, plan) };
  return renderShell(values, hostFile("handover.sh"));
}

/** What each host is asked to do, after a line with the values of `host` and `renamed`. */
export function releaseScript(stack: string, label: string, { addresses, networks }: OwnershipPlan): string {
  const claims = addresses.map(
    ({ address, owner, host, local }) => `${address} ${owner}@${host}${local === true ? " local" : ""}`,
  );
  const planned = networks.map(({ host, network, driver, parent, subnets }) =>
    [host, network, driver, parent, subnets.join(" ")].join("|"),
  );
  const values = { label, claims: claims.join("\n"), networks: planned.join("\n") };
  return hostScript(stack, values, "release.sh");
}

function hostLine({ name, ssh }: HandoverHost): string {
  const words = ["-o", `ConnectTimeout=${ANSWER_WITHIN}`, "-p", String(ssh.port), "-l", ssh.user, "--", ssh.host];
  const command = `${rootShell(ssh.user, LIMIT)} -- apply`;
  return [name, `${ssh.host} ${ssh.port}`, command, ...opensshOptions(ssh), ...words].join("\t");
}
