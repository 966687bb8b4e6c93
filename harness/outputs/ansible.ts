import { stringify } from "yaml";
import { pinnedWay } from "../../host/openssh";
import { shellWord } from "../../support/shell-word";
import type { FabricOutput } from "../contract";
import { heading, type OutputKind } from "./kind";

export const ansible: OutputKind = {
  reader: "Ansible",
  description: "inventory of the hosts, with a group for each segment and one for the registry",
  files: ["ansible.yaml"],
  usage: [
    "npm run outputs -- ansible --output ansible.yaml",
    "ansible -i ansible.yaml segment_vlan10 -m raw -a 'ip -brief address'",
  ],
  from: "stack output",
  render: (fabric) => ({ "ansible.yaml": inventory(fabric) }),
};

export const ansibleContainers: OutputKind = {
  reader: "Ansible, with `community.docker`",
  description: "inventory of the containers, as a second file beside that of the hosts",
  files: ["ansible-containers.yaml"],
  usage: [
    "npm run outputs -- ansible-containers --output ansible-containers.yaml",
    "DOCKER_CONFIG=$PWD/docker ansible -i ansible-containers.yaml container_vlan10 -m raw -a 'ip route'",
  ],
  notes:
    "Ansible runs `docker --context HOST exec`, so make the [Docker contexts](#docker-contexts) first. Modules other than " +
    "`raw` need Python in the image.",
  from: "stack output",
  render: (fabric) => ({ "ansible-containers.yaml": containerInventory(fabric) }),
};

/** YAML inventory: all hosts, a group for each segment, one for the registry. */
function inventory(fabric: FabricOutput): string {
  const { hosts, segments, registry } = fabric;
  const groups = Object.entries(segments).map(([name, segment]) => [
    `segment_${groupName(name)}`,
    { hosts: emptyEach(Object.keys(segment.hosts)) },
  ]);
  const children: unknown = {
    ...Object.fromEntries(groups),
    ...(registry === undefined ? {} : { registry: { hosts: emptyEach([registry.host]) } }),
  };
  const variables = Object.keys(hosts).map((name) => [name, hostVariables(name, fabric)]);
  return yaml(fabric, { all: { hosts: Object.fromEntries(variables) as object, children } });
}

function hostVariables(name: string, { hosts, containers }: FabricOutput): object {
  const host = hosts[name];
  if (host === undefined) return {};
  const { ssh, address, nic } = host;
  return {
    ansible_host: ssh.host,
    ansible_port: ssh.port,
    ansible_user: ssh.user,
    ...(ssh.user === "root" ? {} : { ansible_become: true }),
    ...(ssh.privateKeyFile === undefined ? {} : { ansible_ssh_private_key_file: ssh.privateKeyFile }),
    ansible_ssh_common_args: pinnedWay(ssh)
      .map(([key, value]) => `-o ${shellWord(`${key}=${value}`)}`)
      .join(" "),
    lan_address: address,
    lan_nic: nic,
    macvlan_containers: Object.keys(containers).filter((container) => containers[container]?.host === name),
  };
}

/** YAML inventory: all containers in the group `containers`, and those of each segment and bridge in one of its own. */
function containerInventory(fabric: FabricOutput): string {
  const { containers, segments, bridges } = fabric;
  const variables = Object.entries(containers).map(([name, { host, attach }]) => [
    name,
    {
      ansible_connection: "community.docker.docker",
      ansible_docker_extra_args: `--context ${host}`,
      macvlan_host: host,
      macvlan_addresses: Object.fromEntries(
        Object.entries(attach).map(([segment, { addresses }]) => [segment, addresses]),
      ),
    },
  ]);
  const members = (key: string): string[] =>
    Object.entries(containers).flatMap(([name, { attach, bridges: on = {} }]) =>
      key in attach || key in on ? [name] : [],
    );
  const groups = [...Object.keys(segments), ...Object.keys(bridges)].map((key) => [
    `container_${groupName(key)}`,
    { hosts: emptyEach(members(key)) },
  ]);
  const all = { hosts: Object.fromEntries(variables) as object };
  return yaml(fabric, { all: { children: { containers: all, ...(Object.fromEntries(groups) as object) } } });
}

function yaml(fabric: FabricOutput, value: unknown): string {
  return heading(fabric) + stringify(value, { lineWidth: 0 });
}

function emptyEach(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

/** Ansible allows letters, digits and underscores in the name of a group. */
function groupName(name: string): string {
  return name.replaceAll(/\W/g, "_");
}
