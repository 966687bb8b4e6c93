import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PROJECT_ROOT } from "../support/project";
import { startProgress } from "../support/terminal";
import { ensureToolchain } from "../toolchain/toolchain";

/** A folder with a Pulumi program, on a backend of its own, run by the CLI that the commands use. */
export class BenchProject {
  private constructor(
    readonly folder: string,
    private readonly cli: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** A program of the given files, with this project's packages. */
  static async create(files: Readonly<Record<string, string>>): Promise<BenchProject> {
    const { cli, env } = await ensureToolchain(startProgress());
    const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-bench-"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    symlinkSync(join(PROJECT_ROOT, "node_modules"), join(folder, "node_modules"));
    mkdirSync(join(folder, "state"));
    const own = { PULUMI_BACKEND_URL: `file://${join(folder, "state")}`, PULUMI_CONFIG_PASSPHRASE: "" };
    const project = new BenchProject(folder, cli, { ...env, ...own });
    await project.pulumi("stack", "init", "bench");
    return project;
  }

  /** A copy of this project with one stack of its own. @param stackFile text of its `Pulumi.bench.yaml` */
  static async copy(stackFile: string): Promise<BenchProject> {
    const { execa } = await import("execa");
    const { stdout } = await execa("git", ["ls-files", "-co", "--exclude-standard"], { cwd: PROJECT_ROOT });
    const project = await BenchProject.create({
      "Pulumi.yaml": "name: macvlan-fabric\nruntime: nodejs\n",
      "Pulumi.bench.yaml": stackFile,
    });
    for (const file of stdout.split("\n")) {
      mkdirSync(dirname(join(project.folder, file)), { recursive: true });
      cpSync(join(PROJECT_ROOT, file), join(project.folder, file));
    }
    return project;
  }

  /** Runs `pulumi` on the stack; resolves to what it prints. */
  async pulumi(...args: readonly string[]): Promise<string> {
    const { execa } = await import("execa");
    const options = { cwd: this.folder, env: this.env, extendEnv: false } as const;
    const { stdout } = await execa(this.cli, [...args, "--non-interactive"], options);
    return stdout;
  }

  /** Writes the stack file of a copy anew. */
  configure(stackFile: string): void {
    writeFileSync(join(this.folder, "Pulumi.bench.yaml"), stackFile);
  }

  /** Runs one of the project's own commands in a copy, such as `verify`, as far as its exit code. */
  async command(...args: readonly string[]): Promise<void> {
    const { execa } = await import("execa");
    const options = { cwd: this.folder, env: this.env, extendEnv: false, stdio: "inherit" } as const;
    await execa("node", ["--import", "tsx", "commands/main.ts", ...args, "--stack", "bench"], options);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
