import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";

const SOURCE = join(__dirname, "..", "s3");

/** An S3-compatible store of this test alone, in memory and on 127.0.0.1, with a bucket `states`. */
export class S3Store {
  private constructor(
    private readonly folder: string,
    private readonly process: ChildProcess,
    /** What lets Pulumi keep its state there. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Builds and starts it. */
  static async start(): Promise<S3Store> {
    const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-s3-"));
    const program = join(folder, "s3");
    await execa("go", ["build", "-C", SOURCE, "-o", program, "."]);
    const started = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
    const port = await new Promise<string>((resolve, reject) => {
      createInterface({ input: started.stdout }).once("line", resolve);
      started.once("exit", (code) => {
        reject(new Error(`the store ended with ${String(code)}`));
      });
    });
    return new S3Store(folder, started, {
      PULUMI_BACKEND_URL: `s3://states?region=us-east-1&endpoint=http://127.0.0.1:${port}&use_path_style=true`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_RESPONSE_CHECKSUM_VALIDATION: "when_required",
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.stdin?.end();
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
