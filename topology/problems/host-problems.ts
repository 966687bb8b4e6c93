import type { FabricConfiguration, HostConfiguration } from "../schema/fabric-schema";

/** What two hosts cannot share, and what one host cannot have twice. */
export function hostProblems({ hosts }: FabricConfiguration): string[] {
  const logins = new Map<string, string>();
  const ports = new Map<number, string>();
  return Object.entries(hosts).flatMap(([name, host]) => [
    ...sharedNics(name, host),
    ...sharedLogin(name, host, logins),
    ...sharedPort(name, host, ports),
  ]);
}

/** Two switches on one wire are one. */
function sharedNics(name: string, { nic, nics }: HostConfiguration): string[] {
  const places = new Map([[nic, `hosts.${name}.nic`]]);
  return Object.entries(nics).flatMap(([switchName, other]) => {
    const path = `hosts.${name}.nics.${switchName}`;
    const first = places.get(other);
    if (first === undefined) places.set(other, path);
    return first === undefined
      ? []
      : [
          `${path}: ${other} is ${first} already, so the two switches would be one: name the NIC that is wired to switch "${switchName}"`,
        ];
  });
}

function sharedLogin(name: string, { address, vm }: HostConfiguration, logins: Map<string, string>): string[] {
  if (vm.kind !== "existing") return [];
  const place = `${vm.ssh.host ?? address} port ${vm.ssh.port}`;
  const first = logins.get(place);
  if (first === undefined) logins.set(place, name);
  return first === undefined
    ? []
    : [
        `hosts.${name}.vm.ssh: ${place} is where host "${first}" answers (hosts.${first}.vm.ssh): one machine is one host`,
      ];
}

function sharedPort(name: string, { vm }: HostConfiguration, ports: Map<number, string>): string[] {
  if (vm.kind !== "lab" || vm.sshPort === undefined) return [];
  const first = ports.get(vm.sshPort);
  if (first === undefined) ports.set(vm.sshPort, name);
  return first === undefined
    ? []
    : [
        `hosts.${name}.vm.sshPort: ${vm.sshPort} is that of host "${first}" (hosts.${first}.vm.sshPort): choose another, or leave it out`,
      ];
}
