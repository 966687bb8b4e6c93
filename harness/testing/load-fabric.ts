import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { messageOf, UserError } from "../../support/errors";
import { PROJECT_ROOT } from "../../support/project";
import type { FabricOutput } from "../contract";
import { parseFabricOutput } from "../fabric-output";
import { Lab } from "./lab";

/** Where the stack output `fabric` comes from. */
export type Source =
  /** A stack of this project, in the backend that its commands use. */
  | { readonly stack: string }
  /** What `pulumi stack output --json` has printed, with or without the name of an output. */
  | { readonly file: string }
  /** The same, by HTTP. */
  | { readonly url: string | URL }
  /** The value itself, such as that of Pulumi's Automation API. */
  | { readonly output: unknown };

/** Milliseconds that a server may take. */
const URL_LIMIT = 30_000;

/**
 * Loads a stack for tests. Nothing is connected yet: a host is logged in to when it is first needed.
 * @throws Error that says what is missing or malformed
 */
export async function loadFabric(source: Source): Promise<Lab> {
  return new Lab(await readOutput(source));
}

async function readOutput(source: Source): Promise<FabricOutput> {
  if ("output" in source)
    return parseFabricOutput(source.output === undefined ? "" : JSON.stringify(source.output), "output");
  if ("file" in source) return parseFabricOutput(await readText(source.file), source.file);
  if ("url" in source) return parseFabricOutput(await fetchText(source.url), String(source.url));
  return parseFabricOutput(await readStack(source.stack), `stack ${source.stack}`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UserError(`${file}: cannot be read: ${messageOf(error)}`);
  }
}

async function fetchText(url: string | URL): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(URL_LIMIT) });
    if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`);
    return await response.text();
  } catch (error) {
    throw new UserError(`${String(url)}: cannot be read: ${messageOf(error)}`);
  }
}

/** By the project's own command, which finds the CLI and the backend. */
async function readStack(stack: string): Promise<string> {
  const args = [join(PROJECT_ROOT, "commands", "run.mjs"), "pulumi", "stack", "output", "--json", "--stack", stack];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim();
    throw new UserError(
      `stack ${stack}: its output cannot be read: ${said === undefined || said === "" ? messageOf(error) : said}`,
    );
  }
}
