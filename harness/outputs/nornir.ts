import { stringify } from "yaml";
import { keyFilePath } from "../../host/openssh";
import type { FabricOutput } from "../contract";
import { heading, type OutputKind } from "./kind";

export const nornir: OutputKind = {
  reader: "Nornir",
  description: "inventory of the hosts, with a group for each segment and one for the registry",
  files: ["hosts.yaml", "groups.yaml", "defaults.yaml"],
  usage: [
    "npm run outputs -- nornir --output nornir",
    "cd nornir && python3 -c 'from nornir import InitNornir; print(InitNornir().inventory.hosts)'",
  ],
  notes:
    "The names of the files are those that the plug-in `SimpleInventory` reads in the current folder. Hosts have the key file " +
    "for connections of `paramiko` and `netmiko`, which check no host key unless you tell them to: it is in `data`. So is `jump`, the bastion of a host that has one; both find " +
    "the way through it in the file of `npm run outputs -- ssh-config`, as `ssh.config_file` of Nornir or `ssh_config_file` of netmiko.",
  from: "stack output",
  render: (fabric) => {
    const { hosts, segments, registry } = fabric;
    const yaml = (value: unknown): string => heading(fabric) + stringify(value, { lineWidth: 0 });
    const groups = [...Object.keys(segments).map(segmentGroup), ...(registry === undefined ? [] : ["registry"])];
    return {
      "hosts.yaml": yaml(Object.fromEntries(Object.keys(hosts).map((name) => [name, hostEntry(name, fabric)]))),
      "groups.yaml": yaml(Object.fromEntries(groups.map((name) => [name, {}]))),
      "defaults.yaml": yaml({ platform: "linux" }),
    };
  },
};

function hostEntry(name: string, { hosts, segments, containers, registry }: FabricOutput): object {
  const host = hosts[name];
  if (host === undefined) return {};
  const { ssh, address, nic } = host;
  const own = Object.keys(segments).filter((segment) => name in (segments[segment]?.hosts ?? {}));
  const keyFile = ssh.privateKeyFile === undefined ? undefined : keyFilePath(ssh.privateKeyFile);
  return {
    hostname: ssh.host,
    port: ssh.port,
    username: ssh.user,
    groups: [...own.map(segmentGroup), ...(registry?.host === name ? ["registry"] : [])],
    data: {
      lan_address: address,
      lan_nic: nic,
      host_key: ssh.hostKey,
      ...(ssh.jump === undefined ? {} : { jump: `${ssh.jump.user}@${ssh.jump.host}:${String(ssh.jump.port)}` }),
      containers: Object.keys(containers).filter((container) => containers[container]?.host === name),
    },
    ...(keyFile === undefined
      ? {}
      : {
          connection_options: {
            paramiko: { extras: { key_filename: keyFile } },
            netmiko: { extras: { use_keys: true, key_file: keyFile } },
          },
        }),
  };
}

function segmentGroup(name: string): string {
  return `segment_${name}`;
}
