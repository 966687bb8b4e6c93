import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

const NAMESPACE = ["--map-root-user", "--mount"];

/** Why no disk can be mounted on this machine; undefined when it can. */
export function mountProblem(): string | undefined {
  const { status, stderr, error } = spawnSync("unshare", [...NAMESPACE, "true"], { encoding: "utf8" });
  return status === 0 ? undefined : `no mount namespace here: ${error?.message ?? stderr.trim()}`;
}

/** A disk in memory that a few megabytes fill, mounted for one process alone: others reach it through that process. */
export class SmallDisk {
  private constructor(
    private readonly holder: ChildProcess,
    /** The folder where it is mounted, as any process reaches it. */
    readonly folder: string,
  ) {}

  static async mount(mebibytes: number): Promise<SmallDisk> {
    const script = `mount -t tmpfs -o size=${mebibytes}m none /mnt && echo mounted && exec sleep 600`;
    const holder = spawn("unshare", [...NAMESPACE, "sh", "-c", script]);
    let said = "";
    holder.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      holder.once("error", reject);
      holder.once("close", () => {
        reject(new Error(`cannot mount a disk: ${said.trim()}`));
      });
      holder.stdout.once("data", () => {
        resolve();
      });
    });
    return new SmallDisk(holder, `/proc/${String(holder.pid)}/root/mnt`);
  }

  /** Writes until nothing more fits. */
  fill(): void {
    const file = openSync(join(this.folder, "ballast"), "a");
    const chunk = Buffer.alloc(4096);
    try {
      for (;;) writeSync(file, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      closeSync(file);
    }
  }

  /** Makes room again. */
  clear(): void {
    rmSync(join(this.folder, "ballast"), { force: true });
  }

  unmount(): void {
    this.holder.kill("SIGKILL");
  }
}
