import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseDocument, stringify } from "yaml";
import type { FabricOutput } from "../../harness/contract";
import { connectSsh } from "../../harness/ssh";
import { parseFabricOutput } from "../../harness/fabric-output";
import type { FabricInput } from "../../topology/schema/fabric-schema";

const ROOT = join(__dirname, "..", "..");

/** An ES module: under tsx, which runs the fuzzer, a CommonJS file can load it only by import(). */
const execaModule = async () => import("execa");

export interface Finished {
  readonly exitCode: number;
  /** Both outputs, as they came. */
  readonly text: string;
}

/**
 * A copy of the project with a state of its own, so that tests write stack files and break things without touching the
 * checkout. It shares the caches of the user that hold images and tools.
 */
export class LabProject {
  readonly folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-e2e-"));
  private readonly env: NodeJS.ProcessEnv;

  constructor() {
    mkdirSync(join(this.folder, "state"));
    this.env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${this.folder}/state`,
      PULUMI_CONFIG_PASSPHRASE: "",
      NO_COLOR: "1",
    };
  }

  /** A variable of the environment that the commands run in. */
  set(name: string, value: string | undefined): void {
    this.env[name] = value;
  }

  async copy(): Promise<void> {
    const { execa } = await execaModule();
    const { stdout } = await execa("git", ["ls-files", "-co", "--exclude-standard"], { cwd: ROOT });
    for (const file of stdout.split("\n").filter((name) => !name.startsWith("test/"))) {
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      cpSync(join(ROOT, file), join(this.folder, file), { preserveTimestamps: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
  }

  /** Replaces the structured value in a stack file, which keeps its secrets. */
  reconfigure(stack: string, fabric: FabricInput): void {
    const file = join(this.folder, `Pulumi.${stack}.yaml`);
    const document = parseDocument(readFileSync(file, "utf8"));
    document.setIn(["config", "macvlan-fabric:fabric"], fabric);
    writeFileSync(file, document.toString());
  }

  configure(stack: string, fabric: FabricInput, more: Readonly<Record<string, string>> = {}): void {
    writeFileSync(
      join(this.folder, `Pulumi.${stack}.yaml`),
      stringify({ config: { "macvlan-fabric:fabric": fabric, ...more } }),
    );
  }

  /** Runs one of the project's own commands: `up`, `down`, `verify`, `pulumi …`. */
  async command(...args: string[]): Promise<Finished> {
    const { execa } = await execaModule();
    const { exitCode, all } = await execa("node", ["commands/run.mjs", ...args], {
      ...this.options(),
      all: true,
      reject: false,
    });
    return { exitCode: exitCode ?? 1, text: all };
  }

  /** Sets secrets of a stack, which stay out of command lines. */
  async setSecrets(stack: string, secrets: Readonly<Record<string, string>>): Promise<void> {
    const { execa } = await execaModule();
    for (const [key, value] of Object.entries(secrets)) {
      const args = ["pulumi", "config", "set", "--secret", `macvlan-fabric:${key}`, "--stack", stack];
      await execa("node", ["commands/run.mjs", ...args], { ...this.options(), input: value });
    }
  }

  /** Starts a command as a process group of its own, to be killed as a whole. */
  start(...args: string[]): ChildProcess {
    return spawn("node", ["commands/run.mjs", ...args], {
      ...this.options(),
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async output(stack: string): Promise<FabricOutput> {
    const { execa } = await execaModule();
    const { stdout } = await execa(
      "node",
      ["commands/run.mjs", "pulumi", "stack", "output", "--json", "--stack", stack],
      this.options(),
    );
    return parseFabricOutput(stdout, "stack output");
  }

  remove(): void {
    // A run that was ended can still be writing.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
  }

  private options(): { cwd: string; env: NodeJS.ProcessEnv } {
    return { cwd: this.folder, env: this.env };
  }
}

/** Runs a script on a host of a stack as root. */
export async function on(host: string, fabric: FabricOutput, script: string): Promise<string> {
  const target = fabric.hosts[host]?.ssh;
  if (target === undefined) throw new Error(`no host ${host}`);
  const session = await connectSsh(host, target);
  try {
    const { status, stdout, stderr } = await session.run(script, 120);
    if (status !== 0) throw new Error(`${host}: ended with ${String(status)}: ${stderr}`);
    return stdout;
  } finally {
    session.close();
  }
}

/**
 * Everything of a host's network that a stack could leave behind: links, addresses, routes, Docker's things, files. Left out
 * are the MAC of Docker's own bridge, which is another one after each boot, and the link-local address that the kernel gives it
 * with its first container, and keeps there.
 */
export async function snapshot(host: string, fabric: FabricOutput): Promise<string> {
  return on(
    host,
    fabric,
    String.raw`
uname -n
ip -o link | sed 's/^[0-9]*: //; s/@if[0-9]*//; s/ qlen.*//; s/link-netnsid.*//; /^docker0/s/link.ether .*//' | grep -v '^veth' | sort
ip -o address | sed 's/^[0-9]*: //; s/ valid_lft.*//' | grep -v '^veth' | grep -v 'docker0 *inet6 fe80' | sort
ip route
ip netns list
docker network ls --format '{{.Name}} {{.Driver}}' | sort
docker ps -a --format '{{.Names}}' | sort
docker volume ls -q | sort
find /etc /var/lib/macvlan-fabric -type f ! -name resolv.conf 2>/dev/null | grep -v '/lock$' | sort | xargs sha256sum
find /etc /var/lib/macvlan-fabric -type l -printf '%p -> %l\n' 2>/dev/null | sort
find /etc/systemd /etc/udev /etc/NetworkManager -type d 2>/dev/null | sort
`,
  );
}

/** Waits until something no longer throws. */
export async function eventually<T>(seconds: number, attempt: () => Promise<T>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resume) => setTimeout(resume, 2000));
    }
  }
}

/** The text that a process has printed so far. */
export function transcript(child: ChildProcess): () => string {
  let text = "";
  const add = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout?.on("data", add);
  child.stderr?.on("data", add);
  return () => text;
}
