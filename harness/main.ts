import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Command, CommanderError, Option } from "commander";
import { UserError } from "../support/errors";
import { INVENTORY_FORMATS, renderInventory, type InventoryFormat } from "./inventory";
import { renderJunit } from "./junit";
import { parseFabricOutput } from "./fabric-output";
import { exitCode } from "./report";
import { renderText } from "./report-text";
import { verify, type VerifyOptions } from "./verify";

export interface VerifyCommand extends VerifyOptions {
  /** File that receives the report as JSON. */
  readonly json?: string;
  /** File that receives the report as JUnit XML. */
  readonly junit?: string;
  /** What messages call the input. Default: `stack output`. */
  readonly source?: string;
  /** Where the report for people goes. Default: stdout. */
  readonly print?: (text: string) => void;
}

/**
 * Verifies what a stack output describes and prints the report.
 * @param output JSON of `pulumi stack output --json`, or of its value `fabric`.
 * @returns exit code: 0 passed, 1 failed, 2 nothing to verify, be it that the output is missing or of the wrong shape.
 */
export async function runVerify(output: string, command: VerifyCommand = {}): Promise<0 | 1 | 2> {
  try {
    const { json, junit, source = "stack output", print = printOut, ...options } = command;
    const report = await verify(parseFabricOutput(output, source), options);
    print(
      renderText(report, {
        colours: process.stdout.isTTY && !process.env["NO_COLOR"],
        width: process.stdout.columns || 120,
      }),
    );
    if (json !== undefined) await save(json, `${JSON.stringify(report, null, 2)}\n`);
    if (junit !== undefined) await save(junit, renderJunit(report));
    return exitCode(report);
  } catch (error) {
    return complain(error);
  }
}

/** Runs the command line and returns its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command("harness").description("reads the stack output `fabric`").exitOverride();
  const source = new Option("--output <file>", "JSON of `pulumi stack output fabric --json`; - is stdin").default("-");
  program
    .command("verify")
    .description("prove who reaches whom, and that hosts are as planned; exit 0 passed, 1 failed, 2 nothing to verify")
    .addOption(source)
    .option("--json <file>", "also write the report as JSON")
    .option("--junit <file>", "also write the report as JUnit XML")
    .action(async ({ output, ...files }: { output: string; json?: string; junit?: string }) => {
      code = await runVerify(await load(output), { ...files, source: sourceName(output) });
    });
  program
    .command("inventory")
    .description("print a file for other tools")
    .addOption(source)
    .addOption(new Option("--format <format>", "what to print").choices(INVENTORY_FORMATS).makeOptionMandatory())
    .action(async ({ output, format }: { output: string; format: InventoryFormat }) => {
      process.stdout.write(renderInventory(format, parseFabricOutput(await load(output), sourceName(output))));
    });
  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    // Commander has printed its own message. A mistake in the call is no failed verification.
    return error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : complain(error);
  }
}

async function load(file: string): Promise<string> {
  if (file === "-") return await text(process.stdin);
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UserError(`--output ${file}: cannot be read: ${(error as Error).message}`);
  }
}

async function save(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (error) {
    throw new UserError(`${file}: cannot be written: ${(error as Error).message}`);
  }
}

function sourceName(file: string): string {
  return file === "-" ? "standard input" : file;
}

/** Prints what the user can mend; anything else is a mistake of ours and keeps its stack trace. */
function complain(error: unknown): 2 {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  return 2;
}

function printOut(text: string): void {
  process.stdout.write(text);
}

if (require.main === module) {
  void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
