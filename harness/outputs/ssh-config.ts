import { pinnedWay } from "../../host/openssh";
import type { FabricOutput } from "../contract";
import { heading, type OutputKind } from "./kind";

export const sshConfig: OutputKind = {
  reader: "OpenSSH",
  description: "configuration of the client, with the host keys pinned",
  files: ["ssh-config"],
  usage: ["npm run outputs -- ssh-config --output ssh-config", "ssh -F ssh-config docker01"],
  notes: "To use the names with plain `ssh`, add `Include` with the whole path of the file to `~/.ssh/config`.",
  from: "stack output",
  render: (fabric) => ({ "ssh-config": renderSshConfig(fabric) }),
};

/** For `ssh -F FILE docker01`. */
export function renderSshConfig(fabric: FabricOutput): string {
  const blocks = Object.entries(fabric.hosts).map(([name, { ssh }]) => {
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
      ...pinnedWay(ssh),
    ];
    return [`Host ${name}`, ...lines.map(([option, value]) => `  ${option} ${value}`)].join("\n");
  });
  return `${heading(fabric)}${blocks.join("\n\n")}\n`;
}
