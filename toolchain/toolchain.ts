import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type { Progress } from "../support/terminal";
import { cached } from "../support/cache";
import { buildStandIns, layOut, standInsReady } from "./build";
import { downloadCli, downloadedCli, downloadPlugin, vendorAnswers } from "./download";
import { pulumiEnvironment, withoutDeadAgent } from "./environment";
import { executable, findProgram } from "../support/find-program";
import { ensureGo, presentGo, type GoNeed } from "../support/go";
import { findParts } from "./find";
import { chooseParts, partsFrom, PART_NAMES, summarise, type Choice, type Found, type Part } from "./parts";
import { goVersionNeeded } from "./versions";

export interface Toolchain {
  /** Path of the Pulumi CLI. */
  readonly cli: string;
  /** The whole environment to run the CLI in. */
  readonly env: NodeJS.ProcessEnv;
  /** What was built from `toolchain/engine` because the official one is not available, such as `the CLI`. */
  readonly standIns: readonly string[];
  /** The same in one line. */
  readonly summary: string;
}

/**
 * Makes the Pulumi CLI and the plugins ready: the official ones on this machine, else downloaded ones, else stand-ins
 * built from `toolchain/engine`, which live in a folder of their own and never in the user's.
 *
 * @throws UserError when a part is available in none of these ways
 */
export async function ensureToolchain(progress: Progress): Promise<Toolchain> {
  const base = await withoutDeadAgent(process.env);
  let found = findHere(base);
  // What was built before is used without trying the network.
  if (!(await isCovered(found)) && (await vendorAnswers())) {
    await download(partsFrom(chooseParts(found, true), "download"), found.cli, progress);
    found = findHere(base);
  }
  const choice = chooseParts(found, false);
  const own = partsFrom(choice, "stand-in");
  if (own.length === 0) return official(base, choice, found);
  const programs = { ...found, ...(await buildStandIns(own, await ensureGo(goNeed(), progress), progress)) };
  return withStandIns(base, choice, programs, await ownHome(choice, programs, progress));
}

function goNeed(): GoNeed {
  const otherwise =
    "neither Pulumi nor Go was found on this machine; install Pulumi (https://www.pulumi.com/docs/install/), or";
  return { version: goVersionNeeded(), otherwise };
}

/** The official parts on this machine; a previously downloaded CLI counts if the user has none. */
function findHere(env: NodeJS.ProcessEnv): Found {
  const found = findParts(env);
  const folder = join(downloadedCli(), "bin");
  const cli = executable(join(folder, "pulumi"));
  const language = executable(join(folder, "pulumi-language-nodejs"));
  if (found.cli !== undefined || cli === undefined || language === undefined) return found;
  return { ...found, cli, language };
}

/** Whether every part is on this machine or has been built before. */
async function isCovered(found: Found): Promise<boolean> {
  const missing = partsFrom(chooseParts(found, false), "stand-in");
  if (missing.length === 0) return true;
  const go = await presentGo(goVersionNeeded());
  return go !== undefined && standInsReady(missing, go);
}

async function download(parts: readonly Part[], cli: string | undefined, progress: Progress): Promise<void> {
  const program = parts.includes("cli") || parts.includes("language") ? await downloadCli(progress) : cli;
  if (program === undefined) return;
  for (const name of ["command", "docker"] as const) {
    if (parts.includes(name)) await downloadPlugin(program, name, progress);
  }
}

function official(base: NodeJS.ProcessEnv, choice: Choice, { cli }: Found): Toolchain {
  if (cli === undefined) throw new Error("no CLI among the official parts");
  const binFolder = findProgram("pulumi", base) === cli ? {} : { binFolder: dirname(cli) };
  const env = pulumiEnvironment(base, { ...binFolder, offline: false });
  return { cli, env, standIns: [], summary: summarise(choice) };
}

function withStandIns(base: NodeJS.ProcessEnv, choice: Choice, { cli }: Found, home: string): Toolchain {
  const binFolder = join(home, "bin");
  const env = pulumiEnvironment(base, { binFolder, home, offline: true });
  // A user's CLI finds the language host on the path, like any plugin.
  if (choice.language === "stand-in") delete env["PULUMI_IGNORE_AMBIENT_PLUGINS"];
  const program = choice.cli === "official" && cli !== undefined ? cli : join(binFolder, "pulumi");
  const standIns = partsFrom(choice, "stand-in").map((part) => PART_NAMES[part]);
  return { cli: program, env, standIns, summary: summarise(choice) };
}

/** A Pulumi folder of our own with the stand-ins and the official plugins of this machine. */
async function ownHome(choice: Choice, programs: Found, progress: Progress): Promise<string> {
  const { cli, language, command, docker, vsphere } = programs;
  const content: Found = {
    ...(choice.cli === "stand-in" && cli !== undefined ? { cli } : {}),
    ...(choice.language === "stand-in" && language !== undefined ? { language } : {}),
    ...(command === undefined ? {} : { command }),
    ...(docker === undefined ? {} : { docker }),
    ...(vsphere === undefined ? {} : { vsphere }),
  };
  const key = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16);
  const build = (folder: string): Promise<void> => {
    layOut(content, folder);
    return Promise.resolve();
  };
  return cached({ kind: "pulumi-home", key, needBytes: 512 * 2 ** 20, build }, progress);
}
