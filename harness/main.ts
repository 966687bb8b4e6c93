import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Command, Option } from "commander";
import { UserError } from "../support/errors";
import { reportError, runProgram } from "../support/run-program";
import { hasColours, lineWidth, print as printResult } from "../support/terminal";
import { renderJunit } from "./outputs/junit";
import { parseFabricOutput } from "./fabric-output";
import type { PageInput } from "./page/page-input";
import { renderPage } from "./page/render-page";
import { exitCode } from "./report";
import { renderText } from "./report-text";
import { verify, type VerifyOptions } from "./verify";

/** Exit code if nothing was verified: a wrong call is not a failed verification. */
const NOTHING_TO_VERIFY = 2;

export interface VerifyCommand extends VerifyOptions {
  /** File that receives the report as JSON. */
  readonly json?: string;
  /** File that receives the report as JUnit XML. */
  readonly junit?: string;
  /** File that receives the report as a page for people, and what the page shows besides. */
  readonly page?: Pick<PageInput, "plan" | "policies"> & { readonly file: string };
  /** Name of the input in messages. Default: `stack output`. */
  readonly source?: string;
  /** Where the report for people goes. Default: stdout. */
  readonly print?: (text: string) => void;
}

/**
 * Verifies what a stack output describes and prints the report.
 * @param output JSON of `pulumi stack output --json`, or of its value `fabric`.
 * @returns exit code: 0 passed, 1 failed, 2 nothing to verify, including when the output is missing or malformed, 3 only
 *   warnings failed.
 */
export async function runVerify(output: string, command: VerifyCommand = {}): Promise<0 | 1 | 2 | 3> {
  try {
    const { json, junit, page, source = "stack output", print = printResult, ...options } = command;
    const fabric = parseFabricOutput(output, source);
    const report = await verify(fabric, options);
    print(renderText(report, { colours: hasColours(), width: lineWidth() }));
    if (json !== undefined) await save(json, `${JSON.stringify(report, null, 2)}\n`);
    if (junit !== undefined) await save(junit, renderJunit(report));
    if (page !== undefined) await save(page.file, await renderPage({ ...page, report, fabric }));
    return exitCode(report);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    reportError(error);
    return NOTHING_TO_VERIFY;
  }
}

interface VerifyArguments extends Pick<VerifyCommand, "json" | "junit" | "full"> {
  readonly output: string;
  readonly html?: string;
}

/** Runs the command line and returns its exit code. */
async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command("harness").description("work with the stack output `fabric`").exitOverride();
  const source = new Option("--output <file>", "JSON of `pulumi stack output fabric --json`; - is stdin").default("-");
  program
    .command("verify")
    .description(
      "prove who reaches whom and that hosts are as planned; exit 0 passed, 1 failed, 2 nothing to verify, 3 only warnings",
    )
    .addOption(source)
    .option("--json <file>", "also write the report as JSON")
    .option("--junit <file>", "also write the report as JUnit XML")
    .option("--html <file>", "also write the report as a page for people")
    .option("--full", "try all pairs, not only those that prove every endpoint and every pair of segments")
    .action(async ({ output, html, ...options }: VerifyArguments) => {
      const page = html === undefined ? {} : { page: { file: html } };
      code = await runVerify(await load(output), { ...options, ...page, source: sourceName(output) });
    });
  await program.parseAsync(argv, { from: "user" });
  return code;
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

if (require.main === module) void runProgram(() => main(process.argv.slice(2)), NOTHING_TO_VERIFY);
