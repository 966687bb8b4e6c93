import { renderShell } from "../support/shell-script";
import { opensshOptions, type SshLogin } from "./openssh";
import { hostFile, hostScript } from "./render";
import { rootShell } from "./root-shell";

/** Seconds that a host may take to answer; one that does not is left out. */
const ANSWER_WITHIN = 10;
/** Seconds after which ssh asks a silent host whether it is still there, and how often before it gives up. */
const ALIVE = { interval: 15, times: 4 };
/** Seconds that a host may take to free what moves away. */
const LIMIT = 120;

const RELEASE = ["await-docker.sh", "release.sh"];

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

/** What a host of the previous plan is asked to do, after a line with the values of `name` and `address`. */
export function releaseScript(stack: string, label: string, plan: OwnershipPlan): string {
  return hostScript(stack, { label, ...ownership(plan) }, ...RELEASE);
}

/** Has one host free what the plan gives to somebody else on the same host. */
export function releaseOnHostScript(
  stack: string,
  label: string,
  { name, address }: { readonly name: string; readonly address: string },
  plan: OwnershipPlan,
): string {
  const own = ownership(ownedOn(name, plan));
  return hostScript(stack, { name, address, label, ...own, settles: "yes" }, ...RELEASE);
}

/** The part of a plan that is on one host. */
export function ownedOn(name: string, { addresses, networks }: OwnershipPlan): OwnershipPlan {
  return {
    addresses: addresses.filter(({ host }) => host === name),
    networks: networks.filter(({ host }) => host === name),
  };
}

/** As `release.sh` reads it. */
function ownership({ addresses, networks }: OwnershipPlan): { claims: string; networks: string } {
  const claims = addresses.map(
    ({ address, owner, host, local }) => `${address} ${owner}@${host}${local === true ? " local" : ""}`,
  );
  const planned = networks.map(({ host, network, driver, parent, subnets }) =>
    [host, network, driver, parent, subnets.join(" ")].join("|"),
  );
  return { claims: claims.join("\n"), networks: planned.join("\n") };
}

function hostLine({ name, ssh }: HandoverHost): string {
  const limits = [
    ...["-o", `ConnectTimeout=${ANSWER_WITHIN}`, "-o", `ServerAliveInterval=${ALIVE.interval}`],
    ...["-o", `ServerAliveCountMax=${ALIVE.times}`],
  ];
  const words = [...limits, "-p", String(ssh.port), "-l", ssh.user, "--", ssh.host];
  const command = `${rootShell(ssh.user, LIMIT)} -- apply`;
  return [name, `${ssh.host} ${ssh.port}`, command, ...opensshOptions(ssh), ...words].join("\t");
}
