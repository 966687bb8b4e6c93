import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import * as automation from "@pulumi/pulumi/automation/server";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { stringify } from "yaml";
import { lockOf } from "../../commands/engine-fault";
import { repairInterrupted } from "../../commands/repair-interrupted";
import { PROJECT, type Session } from "../../commands/session";
import { findStateFaults } from "../../commands/state-faults";
import type { Patience } from "../../commands/stalled-update";
import { update } from "../../commands/update";
import { ownershipOf } from "../../components/assembly/ownership";
import { Fabric } from "../../components/fabric";
import { cacheRoot } from "../../support/cache";
import { ensureToolchain, type Toolchain } from "../../toolchain/toolchain";
import { normalise } from "../../topology/model/normalise";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { parseFabric } from "../../topology/schema/parse-configuration";
import { transcript, type Finished } from "../support/lab-project";
import { FakeProviders } from "./fake-providers";

const STACK = "fake";

/** Serves a program to the CLI, as the automation API does; its declarations leave it out. */
const { LanguageServer } = automation as unknown as {
  LanguageServer: new (program: () => unknown) => grpc.UntypedServiceImplementation;
};

interface Resource {
  readonly urn: string;
  readonly inputs?: unknown;
  readonly dependencies?: readonly string[];
  readonly delete?: boolean;
  readonly initErrors?: readonly string[];
}

interface State {
  readonly checkpoint: {
    readonly latest: { readonly resources: readonly Resource[]; readonly pending_operations?: unknown[] };
  };
}

/**
 * A stack of the real engine, without hosts: its program runs in this process, and so do its providers. What the CLI prints
 * is kept.
 */
export class FakeStack implements Pick<Session, "stack" | "isShared" | "run" | "read" | "env"> {
  readonly stack = STACK;
  readonly isShared = false;
  env: NodeJS.ProcessEnv = {};
  providers = new FakeProviders();
  patience: Patience = { quiet: 2, command: () => 600 };
  /** What the commands have reported. */
  readonly said: string[] = [];
  /** The run that is under way, or the last one. */
  running: ChildProcess | undefined;
  /** Runs between the repair of the state and an update. */
  afterRepair: () => void = () => undefined;
  private text = "";
  private readonly folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-fake-"));
  private readonly language = new grpc.Server();
  private readonly say = (line: string): void => void this.said.push(line);
  private input: FabricInput | undefined;
  private client = "";

  private constructor(
    private readonly toolchain: Toolchain,
    private readonly disk: string | undefined,
  ) {}

  /** @param disk a folder for its state and the rest of the cache. Default: one of its own */
  static async start(disk?: string): Promise<FakeStack> {
    const stack = new FakeStack(await ensureToolchain(() => undefined), disk);
    // The rest of the cache is for this test alone.
    process.env["XDG_CACHE_HOME"] = stack.cache;
    mkdirSync(join(stack.cache, "state"));
    writeFileSync(join(stack.folder, "Pulumi.yaml"), stringify({ name: PROJECT, runtime: "nodejs" }));
    await stack.serveProgram();
    await stack.startProviders();
    await stack.read(["stack", "init", STACK]);
    return stack;
  }

  private get cache(): string {
    return this.disk ?? this.folder;
  }

  private get file(): string {
    return join(this.cache, "state", ".pulumi", "stacks", PROJECT, `${STACK}.json`);
  }

  private async serveProgram(): Promise<void> {
    const program = (): unknown =>
      this.input === undefined ? {} : new Fabric("fabric", structuredClone(this.input)).outputs;
    this.language.addService(LanguageRuntimeService, new LanguageServer(program));
    this.client = await new Promise<string>((resolve, reject) => {
      this.language.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) resolve(`127.0.0.1:${port}`);
        else reject(error);
      });
    });
  }

  /** Starts the providers, or starts them again; the hosts stay as they are. */
  async startProviders(): Promise<void> {
    const { hosts, plan } = this.providers;
    this.providers.stop();
    this.providers = new FakeProviders();
    this.providers.hosts.restore(hosts.save());
    this.providers.plan = plan;
    const backend = { PULUMI_BACKEND_URL: `file://${this.cache}/state`, PULUMI_CONFIG_PASSPHRASE: "" };
    this.env = { ...this.toolchain.env, ...(await this.providers.start()), ...backend, PULUMI_DEBUG_COMMANDS: "true" };
  }

  configure(input: FabricInput): void {
    this.input = input;
    this.providers.plan = ownershipOf(normalise(parseFabric(structuredClone(input)), STACK).topology);
  }

  /** Applies the configuration as `npm run up` does, from the repair of the state on. */
  async up(): Promise<Finished> {
    await repairInterrupted(this, this.say);
    this.afterRepair();
    this.text = "";
    this.providers.asked.length = 0;
    return { exitCode: await update(this, [], this.say, this.patience), text: this.text };
  }

  /** The same. @throws Error with what the CLI has printed, when it fails */
  async mustUp(): Promise<void> {
    const { exitCode, text } = await this.up();
    if (exitCode !== 0) throw new Error(`up ended with ${exitCode}:\n${text}`);
  }

  async preview(): Promise<Finished> {
    return { exitCode: await this.run(["preview", "--expect-no-changes", "--stack", STACK]), text: this.text };
  }

  async run(args: readonly string[], ...signals: readonly AbortSignal[]): Promise<number> {
    const child = this.spawn([...args, "--client", this.client, "--exec-kind", "auto.inline"]);
    this.running = child;
    const text = transcript(child);
    for (const signal of signals) signal.addEventListener("abort", () => child.kill("SIGINT"));
    const code = await ended(child);
    const locked = lockOf(STACK, text());
    if (locked !== undefined) throw locked;
    this.text += text();
    return code;
  }

  async read(args: readonly string[], input = ""): Promise<string> {
    const child = this.spawn(args);
    let [out, err] = ["", ""];
    child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.stdin?.end(input);
    if ((await ended(child)) !== 0) throw lockOf(STACK, err) ?? new Error(`pulumi ${args.join(" ")}: ${err}`);
    return out;
  }

  private spawn(args: readonly string[]): ChildProcess {
    const { folder: cwd, env } = this;
    return spawn(this.toolchain.cli, [...args, "--non-interactive", "--color", "never"], { cwd, env });
  }

  /** What the engine would refuse about the state. */
  faults(): string[] {
    return findStateFaults(this.latest().resources as Parameters<typeof findStateFaults>[0]);
  }

  /** The resources in the state, without what differs from run to run. */
  resources(): string[] {
    const { resources } = this.latest();
    const lines = resources.map(({ urn, inputs, dependencies = [], delete: isOld, initErrors }) =>
      JSON.stringify({ urn, inputs, dependencies: [...dependencies].sort(), isOld, initErrors }).replaceAll(
        /\bid-\d+\b|"ciphertext":"[^"]*"/g,
        "_",
      ),
    );
    return lines.sort();
  }

  /** For each resource's name, the names of those that it depends on. */
  dependencies(): Map<string, string[]> {
    const name = (urn: string): string => urn.split("::").at(-1) ?? "";
    return new Map(this.latest().resources.map(({ urn, dependencies = [] }) => [name(urn), dependencies.map(name)]));
  }

  private latest(): State["checkpoint"]["latest"] {
    return (JSON.parse(readFileSync(this.file, "utf8")) as State).checkpoint.latest;
  }

  /** Remembers state and hosts; the result brings them back. */
  save(): () => void {
    const [state, hosts] = [readFileSync(this.file), this.providers.hosts.save()];
    return () => {
      writeFileSync(this.file, state);
      rmSync(join(cacheRoot(), "leftovers"), { recursive: true, force: true });
      this.providers.hosts.restore(hosts);
      this.providers.fate = () => undefined;
      this.providers.answers = () => undefined;
      this.said.length = 0;
    };
  }

  stop(): void {
    this.running?.kill("SIGKILL");
    this.providers.stop();
    this.language.forceShutdown();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) =>
    child.once("close", (code) => {
      resolve(code ?? 1);
    }),
  );
}
