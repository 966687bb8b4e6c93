import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { FabricOutput } from "../harness/contract";
import { parseFabricOutput } from "../harness/fabric-output";
import type { Files } from "../harness/outputs/kind";
import { OUTPUT_KINDS } from "../harness/outputs/kinds";
import { parseReport, type Report } from "../harness/report";
import { messageOf, UserError } from "../support/errors";
import { replaceFile } from "../support/replace-file";
import { print, say } from "../support/terminal";
import { readFabric } from "./read-fabric";
import { reportFiles } from "./verify";

export interface OutputsOptions {
  readonly stack: string;
  /** A file instead of the stack: its output, or the report of a verification; `-` is stdin. */
  readonly from?: string;
  /** The file to write, or the folder where there are several. Default: stdout. */
  readonly output?: string;
}

/** Writes what other programs read about a stack. */
export async function outputs(kind: string, { stack, from, output }: OutputsOptions): Promise<number> {
  const found = OUTPUT_KINDS[kind];
  if (found === undefined)
    throw new UserError(`"${kind}" is not a kind of output: ${Object.keys(OUTPUT_KINDS).join(", ")}`);
  const { files } = found;
  if (output === undefined && (files.length > 1 || files.some((name) => name.includes("*"))))
    throw new UserError(`${kind}: is several files (${files.join(", ")}): name a folder for them with --output`);
  const rendered =
    found.from === "report"
      ? found.render(await readReport(stack, from))
      : found.render(await fabricFrom(stack, from), new Date());
  if (output === undefined) print(Object.values(rendered).join(""));
  else write(rendered, files.length > 1 || files[0]?.includes("*") === true, fromUser(output));
  return 0;
}

async function fabricFrom(stack: string, from: string | undefined): Promise<FabricOutput> {
  return from === undefined ? readFabric(stack) : parseFabricOutput(await readInput(from), nameOf(from));
}

async function readReport(stack: string, from: string | undefined): Promise<Report> {
  if (from !== undefined) return parseReport(await readInput(from), nameOf(from));
  const { json } = reportFiles(stack);
  if (!existsSync(json))
    throw new UserError(`stack ${stack}: has no report yet: run \`npm run verify -- --stack ${stack}\` first`);
  return parseReport(readFileSync(json, "utf8"), json);
}

async function readInput(from: string): Promise<string> {
  if (from === "-") return text(process.stdin);
  try {
    return readFileSync(fromUser(from), "utf8");
  } catch (error) {
    throw new UserError(`--from ${from}: cannot be read: ${messageOf(error)}`);
  }
}

function nameOf(from: string): string {
  return from === "-" ? "standard input" : from;
}

/** One file under the name that was given, several under their own in the folder. */
function write(files: Files, isFolder: boolean, output: string): void {
  try {
    for (const [name, content] of Object.entries(files)) {
      const path = isFolder ? join(output, name) : output;
      mkdirSync(dirname(path), { recursive: true });
      replaceFile(path, content);
    }
  } catch (error) {
    throw new UserError(`--output ${output}: cannot be written: ${messageOf(error)}`);
  }
  const count = Object.keys(files).length;
  say(isFolder ? `Wrote ${count} ${count === 1 ? "file" : "files"} to ${output}` : `Wrote ${output}`);
}

/** npm changes to the project's folder; INIT_CWD is where the user is. */
export function fromUser(path: string): string {
  return resolve(process.env["INIT_CWD"] ?? ".", path);
}
