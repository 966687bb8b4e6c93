import { stringify } from "yaml";
import { pinnedKey } from "../host/openssh";
import type { FabricOutput } from "./contract";

export const INVENTORY_FORMATS = ["ansible", "ssh-config", "hosts"] as const;
export type InventoryFormat = (typeof INVENTORY_FORMATS)[number];

/** Renders a file for other tools from the stack output. None holds a secret; a private key is named by its file. */
export function renderInventory(format: InventoryFormat, output: FabricOutput): string {
  return RENDERERS[format](output);
}

const RENDERERS: Record<InventoryFormat, (output: FabricOutput) => string> = {
  ansible,
  "ssh-config": sshConfig,
  hosts,
};

/** YAML inventory: all hosts, a group for each segment, one for the registry. */
function ansible(output: FabricOutput): string {
  const { hosts, segments, registry } = output;
  const names = (members: object): Record<string, object> =>
    Object.fromEntries(Object.keys(members).map((name) => [name, {}]));
  const groups = Object.entries(segments).map(([name, segment]) => [
    `segment_${groupName(name)}`,
    { hosts: names(segment.hosts) },
  ]);
  const children: unknown = {
    ...Object.fromEntries(groups),
    ...(registry === undefined ? {} : { registry: { hosts: { [registry.host]: {} } } }),
  };
  const variables = Object.entries(hosts).map(([name, host]) => [name, ansibleHost(name, host, output)]);
  return (
    heading(output) + stringify({ all: { hosts: Object.fromEntries(variables) as object, children } }, { lineWidth: 0 })
  );
}

type HostOutput = FabricOutput["hosts"][string];

function ansibleHost(name: string, { ssh, address, nic }: HostOutput, { containers }: FabricOutput): object {
  return {
    ansible_host: ssh.host,
    ansible_port: ssh.port,
    ansible_user: ssh.user,
    ...(ssh.privateKeyFile === undefined ? {} : { ansible_ssh_private_key_file: ssh.privateKeyFile }),
    ansible_ssh_common_args: pinnedKey(ssh.hostKey)
      .map(([key, value]) => `-o '${key}=${value}'`)
      .join(" "),
    lan_address: address,
    lan_nic: nic,
    macvlan_containers: Object.keys(containers).filter((container) => containers[container]?.host === name),
  };
}

/** For `ssh -F FILE docker01`. */
function sshConfig(output: FabricOutput): string {
  const blocks = Object.entries(output.hosts).map(([name, { ssh }]) => {
    const key: [string, string][] =
      ssh.privateKeyFile === undefined
        ? []
        : [
            ["IdentityFile", `"${ssh.privateKeyFile}"`],
            ["IdentitiesOnly", "yes"],
          ];
    const lines: [string, string][] = [
      ["HostName", ssh.host],
      ["Port", String(ssh.port)],
      ["User", ssh.user],
      ...key,
      ...pinnedKey(ssh.hostKey),
    ];
    return [`Host ${name}`, ...lines.map(([option, value]) => `  ${option} ${value}`)].join("\n");
  });
  return `${heading(output)}${blocks.join("\n\n")}\n`;
}

/** Lines for /etc/hosts: hosts by name; containers by `name`, and by `name.segment` on each of their segments. */
function hosts(output: FabricOutput): string {
  const lines = [
    ...Object.entries(output.hosts).map(([name, { address }]) => [address, name]),
    ...Object.entries(output.containers).flatMap(([name, { attach }]) =>
      Object.entries(attach).flatMap(([segment, { addresses }], at) =>
        addresses.map((address) => [address, ...(at === 0 ? [name] : []), `${name}.${segment}`]),
      ),
    ),
  ];
  return `${heading(output)}${lines.map(([address, ...names]) => `${address ?? ""}\t${names.join(" ")}`).join("\n")}\n`;
}

function heading({ stack }: FabricOutput): string {
  return `# Generated from the stack output \`fabric\` of ${stack}. Do not edit: generate it again.\n`;
}

/** Ansible allows letters, digits and underscores in the name of a group. */
function groupName(name: string): string {
  return name.replaceAll(/\W/g, "_");
}
