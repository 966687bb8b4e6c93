import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FabricOutput } from "../../harness/contract";
import { guestFolder } from "../../lab/guest/folders";
import { readRecord } from "../../lab/guest/record";
import { labGuest, type LabGuestRequest } from "../../lab/identity";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { on, snapshot, type LabProject } from "./lab-project";

/** What a machine is: the lab is that of the stack whose switch it is on. */
export type MachineRequest = Omit<LabGuestRequest, "nic">;

/** A guest on a stack's switch that the stack itself knows only as an existing machine. */
export class Machine {
  constructor(
    private readonly project: LabProject,
    private readonly request: MachineRequest,
  ) {}

  get host(): FabricInput["hosts"][string] {
    const { host, port, user, hostKey, privateKeyFile } = this.guest().ssh;
    const ssh = { host, port, user, hostKey, privateKeyFile };
    return { address: this.request.address.replace(/\/.*/, ""), nic: "ens33", vm: { kind: "existing", ssh } };
  }

  async start(): Promise<void> {
    await this.lab("start");
  }

  async stop(): Promise<void> {
    await this.lab("stop");
  }

  /** Freezes the guest, which is then silent, or lets it go on. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    process.kill(this.pid, signal);
  }

  /**
   * Cuts its power when the hosts are asked to free what moves, before it has done so.
   * @param folder gets a stand-in for ssh, for the beginning of PATH
   */
  failAtHandover(folder: string): void {
    const { port } = this.guest().ssh;
    const script = `#!/bin/sh
for last; do :; done
case "$* $last" in *"-p ${port} "*"sh -s -- apply") kill -KILL ${this.pid}; echo no power >&2; exit 255 ;; esac
PATH=\${PATH#*:} exec ssh "$@"
`;
    writeFileSync(join(folder, "ssh"), script, { mode: 0o755 });
  }

  /** Runs a script on it as root. */
  run(script: string): Promise<string> {
    return on(this.request.host, this.output(), script);
  }

  snapshot(): Promise<string> {
    return snapshot(this.request.host, this.output());
  }

  private get pid(): number {
    return readRecord(guestFolder(this.request))?.process?.pid ?? 0;
  }

  private output(): FabricOutput {
    return { hosts: { [this.request.host]: { ssh: this.guest().ssh } } } as unknown as FabricOutput;
  }

  private guest(): ReturnType<typeof labGuest> {
    return labGuest({ ...this.request, nic: "ens33" });
  }

  private async lab(verb: "start" | "stop"): Promise<void> {
    const child = spawn("node", ["--import", "tsx", "lab/main.ts", verb], {
      cwd: this.project.folder,
      stdio: ["pipe", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.end(JSON.stringify(this.guest().spec));
    const [status] = (await once(child, "close")) as [number];
    if (status !== 0) throw new Error(`lab ${verb} ${this.request.host}: ${said}`);
  }
}
