import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureToolchain } from "../toolchain/toolchain";
import { UserError } from "../support/errors";
import { PROJECT_ROOT } from "../support/project";
import { say, startProgress, type Progress } from "../support/terminal";

const SDKS = join(PROJECT_ROOT, "sdks");
/** The hand-written source of the SDK: the part of the provider's schema that the program uses. */
export const SDK_SCHEMA = join(SDKS, "vsphere.schema.json");
export const SDK_FOLDER = join(SDKS, "vsphere");
/** What the SDK was generated from, and by which CLI. */
const SDK_LOCK = join(SDKS, "vsphere.lock.json");
/** What `npm install` creates there; the generator does not. */
const COMPILED = new Set(["bin", "node_modules"]);

export interface SdkLock {
  /** Version of the CLI whose code generator wrote the files. */
  readonly generator: string;
  /** SHA-256 of the schema. */
  readonly schema: string;
  /** SHA-256 over the names and contents of all generated files. */
  readonly files: string;
}

/** Regenerates `sdks/vsphere` from its schema. */
export async function sdk(): Promise<number> {
  const generated = await generateSdk(startProgress());
  try {
    for (const name of await sourceNames(SDK_FOLDER)) await rm(join(SDK_FOLDER, name), { recursive: true });
    await cp(generated.folder, SDK_FOLDER, { recursive: true });
  } finally {
    await generated.remove();
  }
  const lock: SdkLock = { generator: generated.generator, ...(await sdkDigests()) };
  await writeFile(SDK_LOCK, `${JSON.stringify(lock, null, 2)}\n`);
  say("sdks/vsphere is written: compile it with `npm install`");
  return 0;
}

/** Has the CLI's code generator write the SDK into a folder of its own. */
export async function generateSdk(
  progress: Progress,
): Promise<{ folder: string; generator: string; remove: () => Promise<void> }> {
  const toolchain = await ensureToolchain(progress);
  const { execa } = await import("execa");
  const options = { env: toolchain.env, extendEnv: false, reject: false, all: true } as const;
  const scratch = await mkdtemp(join(tmpdir(), "macvlan-fabric-sdk-"));
  const version = await execa(toolchain.cli, ["version"], options);
  const args = ["package", "gen-sdk", SDK_SCHEMA, "--language", "nodejs", "--local", "--out", scratch];
  const { exitCode, all } = await execa(toolchain.cli, args, options);
  const remove = (): Promise<void> => rm(scratch, { recursive: true, force: true });
  if (exitCode !== 0) {
    await remove();
    throw new UserError(`sdks/vsphere.schema.json: the code generator rejects it: ${all.trim()}`);
  }
  return { folder: join(scratch, "nodejs"), generator: version.stdout.trim(), remove };
}

export async function readSdkLock(): Promise<SdkLock> {
  return JSON.parse(await readFile(SDK_LOCK, "utf8")) as SdkLock;
}

/** The digests that the lock holds as long as schema and files are those of the last generation. */
export async function sdkDigests(): Promise<Pick<SdkLock, "schema" | "files">> {
  const schema = createHash("sha256").update(await readFile(SDK_SCHEMA));
  const files = createHash("sha256");
  for (const [name, content] of Object.entries(await readSdk(SDK_FOLDER))) files.update(`${name}\0${content}\0`);
  return { schema: schema.digest("hex"), files: files.digest("hex") };
}

/** The generated files of a folder by name, in the order of their names. */
export async function readSdk(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => !COMPILED.has(name.split("/")[0] ?? ""))
    .sort();
  const read = names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const);
  return Object.fromEntries(await Promise.all(read));
}

async function sourceNames(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !COMPILED.has(name));
}
