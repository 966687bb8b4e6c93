import { join } from "node:path";
import { opensshOptions, type SshLogin } from "../host/openssh";
import { labGuest, type LabGuest } from "../lab/identity";
import { DEFAULT_ENGINE } from "../lab/image/engines";
import { renderShell } from "../support/shell-script";
import { runLab } from "./run-lab";

/** A container besides those of the reference topology. */
export interface MoreContainer {
  readonly host: string;
  readonly name: string;
  /** Docker network. */
  readonly network: string;
  readonly address: string;
}

/**
 * Builds the reference topology, and more containers, as a plain script would, as a yardstick for our own time.
 * @returns what stops its guests
 */
export async function serialLab(more: readonly MoreContainer[] = [], memoryMib?: number): Promise<() => Promise<void>> {
  const memory = memoryMib === undefined ? {} : { memoryMib };
  const docker01 = guest("docker01", "192.168.1.11/24", memory);
  const docker02 = guest("docker02", "192.168.1.13/24", memory);
  for (const { spec } of [docker01, docker02]) await runLab(["start"], JSON.stringify(spec));
  const { execa } = await import("execa");
  const rows = more.map(({ host, name, network, address }) => `${host} ${name} ${network} ${address}\n`).join("");
  const values = { docker01: sshArguments(docker01.ssh), docker02: sshArguments(docker02.ssh), more: rows };
  await execa("sh", ["-c", renderShell(values, join(__dirname, "serial-lab.sh"))], { stdin: "ignore" });
  return async () => {
    for (const { spec } of [docker01, docker02]) await runLab(["stop"], JSON.stringify(spec));
  };
}

function sshArguments(ssh: SshLogin): string {
  return [...opensshOptions(ssh), "-p", String(ssh.port), "-l", ssh.user, ssh.host].join("\n");
}

function guest(host: string, address: string, memory: { readonly memoryMib?: number }): LabGuest {
  const network = { nic: "ens33", address, gateway: "192.168.1.1" };
  return labGuest({ lab: "bench-serial", host, docker: DEFAULT_ENGINE, ...network, ...memory });
}
