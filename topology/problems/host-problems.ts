import type { Problem } from "../../support/problem";
import type { FabricConfiguration, HostConfiguration } from "../schema/fabric-schema";

/** NICs, logins and ports that are used twice, and lab guests whose engine is older than asked for. */
export function findHostProblems({ hosts }: FabricConfiguration): Problem[] {
  const logins = new Map<string, string>();
  const ports = new Map<number, string>();
  return Object.entries(hosts).flatMap(([name, host]) => [
    ...findSharedNics(name, host),
    ...findSharedLogin(name, host, logins),
    ...findSharedPort(name, host, ports),
    ...findOldEngine(name, host),
  ]);
}

/** Two switches behind one NIC are one switch. */
function findSharedNics(name: string, { nic, nics }: HostConfiguration): Problem[] {
  const paths = new Map([[nic, `hosts.${name}.nic`]]);
  return Object.entries(nics).flatMap(([switchName, other]) => {
    const path = `hosts.${name}.nics.${switchName}`;
    const first = firstClaim(paths, other, path);
    if (first === undefined) return [];
    const message =
      `${other} is already ${first}, so the two switches would be one: ` +
      `name the NIC that is wired to switch "${switchName}"`;
    return [{ path, message }];
  });
}

function findSharedLogin(name: string, { address, vm }: HostConfiguration, logins: Map<string, string>): Problem[] {
  if (vm.kind !== "existing") return [];
  const { host = address, port, jump } = vm.ssh;
  const endpoint = `${host} port ${port}${jump === undefined ? "" : ` behind ${jump.host}`}`;
  const first = firstClaim(logins, endpoint, name);
  if (first === undefined) return [];
  const message =
    `${endpoint} is already the login of host "${first}" (hosts.${first}.vm.ssh): ` +
    `give this host its own address or port, or remove it`;
  return [{ path: `hosts.${name}.vm.ssh`, message }];
}

function findSharedPort(name: string, { vm }: HostConfiguration, ports: Map<number, string>): Problem[] {
  if (vm.kind !== "lab" || vm.sshPort === undefined) return [];
  const first = firstClaim(ports, vm.sshPort, name);
  if (first === undefined) return [];
  const message =
    `${vm.sshPort} is already the port of host "${first}" (hosts.${first}.vm.sshPort): ` +
    `choose another, or leave it out`;
  return [{ path: `hosts.${name}.vm.sshPort`, message }];
}

function findOldEngine(name: string, { docker, vm }: HostConfiguration): Problem[] {
  if (docker === undefined || vm.kind !== "lab" || vm.docker === undefined) return [];
  if (majorOf(docker) <= Number(vm.docker)) return [];
  const message =
    `${docker} is newer than Docker ${vm.docker}, which the guest runs (hosts.${name}.vm.docker): ` +
    `choose a newer engine there, or correct the version`;
  return [{ path: `hosts.${name}.docker`, message }];
}

function majorOf(version: string): number {
  return Number(version.split(".")[0]);
}

/** Who claimed a key first; undefined for the first claim, which is remembered. */
function firstClaim<K>(claims: Map<K, string>, key: K, claimant: string): string | undefined {
  const first = claims.get(key);
  if (first === undefined) claims.set(key, claimant);
  return first;
}
