import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { PROJECT_ROOT } from "../../support/project";
import { runProgram } from "../../support/run-program";
import { print } from "../../support/terminal";
import { fuzz } from "./fuzz";

interface Options {
  readonly edits: number;
  readonly atOnce: number;
  readonly seed: number;
  readonly shrink: number;
  readonly goOn: boolean;
}

let exitCode = 0;

const program = new Command("fuzz")
  .description(
    "bring up a random topology, and change it at random, edit after edit, checking everything after each up",
  )
  .option("--edits <number>", "stop after this many edits", whole, 50)
  .option("--at-once <number>", "apply at most this many edits in one up", whole, 8)
  .option("--seed <number>", "what everything is drawn from", whole, newSeed())
  .option("--shrink <number>", "try out at most this many smaller cases of a fault", whole, 8)
  .option("--go-on", "go on after a fault", false)
  .exitOverride()
  .action(async ({ seed, ...options }: Options) => {
    print(
      `seed ${seed}: repeat this run with \`npm run fuzz -- --edits ${options.edits} --at-once ${options.atOnce} --seed ${seed}\``,
    );
    const interruption = new AbortController();
    const interrupt = (): void => {
      print("stopping after this step");
      interruption.abort();
    };
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, interrupt);
    const { signal } = interruption;
    const faults = await fuzz({ ...options, seed, signal, say: print, keep: (files) => keep(seed, files) });
    exitCode = faults === 0 ? 0 : 1;
  });

/** Writes the files of a fault, and returns their folder. */
function keep(seed: number, files: Readonly<Record<string, string>>): string {
  const folder = join(PROJECT_ROOT, "reports", `fuzz-${seed}`);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("give a whole number");
  return value;
}

function newSeed(): number {
  return Math.floor(Math.random() * 1e6);
}

void runProgram(async () => {
  await program.parseAsync();
  return exitCode;
});
