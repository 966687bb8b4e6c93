import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pictureOfChange } from "../../harness/picture/changes";
import { renderSvg } from "../../harness/picture/svg";
import { messageOf, UserError } from "../../support/errors";
import { PROJECT_ROOT } from "../../support/project";
import { replaceFile } from "../../support/replace-file";
import { say, startProgress } from "../../support/terminal";
import { fromUser } from "../outputs";
import { commitOf, DEPLOYED, deployedVersion, git, versionAt } from "../plan-diff/read-version";
import { ensureStack, openSession } from "../session";
import { stackFileName } from "../stack-file";
import { environmentBlocks } from "./blocks";
import { hasNews, reviewComment, summaryTable } from "./comment";
import { isRefused, reviewEnvironment, type Environment, type Sources } from "./environment";
import { marksOf } from "./marks";
import { readPreview, type PreviewResult } from "./preview";
import { reviewPage, type PagePart } from "./page";
import { elsewhere } from "./places";

export interface ReviewOptions {
  /** A git ref: what the pull request is to be merged into; compared with is the commit where both parted. */
  readonly base: string;
  /** The folder to write to. */
  readonly out: string;
  /** Whether the policies are asked, which takes an engine. */
  readonly policies: boolean;
}

/** Bytes of a comment; GitHub takes 65,536 characters. */
const MOST = 65_000;

/**
 * Writes what the stack files change, for a pull request: `comment.md`, and beside it everything that has no room there. Exit
 * code 1: a plan cannot work, or a policy refuses one.
 */
export async function review({ base, out, policies }: ReviewOptions): Promise<number> {
  // A secret that a job does not have is an empty variable.
  if (process.env["PULUMI_BACKEND_URL"] === "") delete process.env["PULUMI_BACKEND_URL"];
  const commit = await commitOf(base);
  if (commit === undefined) {
    throw new UserError(`--base ${base}: is no git ref here: fetch it first (actions/checkout: fetch-depth: 0)`);
  }
  const fork = await forkPoint(commit);
  const environments: Environment[] = [];
  for (const stack of await stacks(fork)) {
    environments.push(await reviewEnvironment(stack, sourcesOf({ name: base, commit: fork }, policies)));
  }
  const folder = fromUser(out);
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => {
    replaceFile(join(folder, name), text);
  };
  write("comment.md", reviewComment(environments, { most: MOST, elsewhere: elsewhere(process.env) }));
  write("review.md", reviewComment(environments, { most: Number.POSITIVE_INFINITY, elsewhere: "this folder" }));
  write(
    "review.json",
    `${JSON.stringify({ schemaVersion: 1, base, environments: environments.map(dataOf) }, undefined, 2)}\n`,
  );
  const parts: PagePart[] = [];
  for (const environment of environments) {
    const { stack, before, after } = environment;
    const hasPicture = before !== undefined || after !== undefined;
    const svg = hasPicture
      ? await renderSvg(pictureOfChange(before?.fabric, after?.fabric, marksOf(environment)))
      : undefined;
    if (svg !== undefined) write(`${stack}.svg`, svg);
    const [, ...blocks] = environmentBlocks(environment).filter(({ title }) => title?.startsWith("picture ") !== true);
    const markdown = blocks.map(({ text }) => text).join("\n\n");
    if (hasNews(environment)) parts.push({ stack, markdown, ...(svg === undefined ? {} : { svg }) });
  }
  write("review.html", reviewPage(summaryTable(environments), parts));
  const refused = environments.filter(isRefused).map(({ stack }) => stack);
  say(refused.length === 0 ? `Wrote ${out}` : `Wrote ${out}; refused: ${refused.join(", ")}`);
  return refused.length === 0 ? 0 : 1;
}

/** Without the two versions, which are large. */
function dataOf({ before: _before, after: _after, ...data }: Environment): object {
  return data;
}

/** Where the branch has left its base: what the base got since is no part of the change. */
async function forkPoint(base: string): Promise<string> {
  const found = await git("merge-base", "HEAD", base);
  return found.ok ? found.stdout.trim() : base;
}

/** The stacks that have a file, here or at a commit. */
async function stacks(commit: string): Promise<string[]> {
  const listed = await git("ls-tree", "--name-only", "-z", commit);
  const files = [...readdirSync(PROJECT_ROOT), ...(listed.ok ? listed.stdout.split("\0") : [])];
  // Names that Pulumi takes.
  const names = files.flatMap((file) => /^Pulumi\.([\w.-]+)\.yaml$/.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** Against what is deployed where a backend is given, or else the plan of the base. */
function sourcesOf(base: { readonly name: string; readonly commit: string }, policies: boolean): Sources {
  const hasBackend = (process.env["PULUMI_BACKEND_URL"] ?? "") !== "";
  const deployed = new Set<string>();
  return {
    hasBackend,
    before: async (stack) => {
      const up = hasBackend ? await deployedVersion(stack) : undefined;
      if (up !== undefined) {
        deployed.add(stack);
        return { against: DEPLOYED, version: up };
      }
      const version = await versionAt(stack, base.commit, base.name);
      return { against: base.name, ...(version === undefined ? {} : { version }) };
    },
    preview: async (stack) => {
      if (deployed.has(stack)) return previewWith(stack, true);
      return policies ? inEmptyBackend(stack) : undefined;
    },
  };
}

async function previewWith(stack: string, isDeployed: boolean): Promise<PreviewResult> {
  const session = await openSession(stack, startProgress());
  await ensureStack(session);
  return readPreview(stack, isDeployed, (args) => session.runQuietly(args));
}

/**
 * The policies of a plan, which need no state and no secret: a preview from nothing. What it cannot do, such as log in to a
 * vCenter, is no fault of the change.
 */
async function inEmptyBackend(stack: string): Promise<PreviewResult> {
  const file = join(PROJECT_ROOT, stackFileName(stack));
  const [text, before] = [readFileSync(file, "utf8"), { ...process.env }];
  const backend = mkdtempSync(join(tmpdir(), "macvlan-fabric-backend-"));
  try {
    process.env["PULUMI_BACKEND_URL"] = `file://${backend}`;
    process.env["PULUMI_CONFIG_PASSPHRASE"] ??= "";
    const result = await previewWith(stack, false);
    const isRefusedByPolicy = result.findings.some(({ level }) => level === "mandatory");
    if (!result.failed || isRefusedByPolicy) return result;
    return notAsked(result.errors[0] ?? "its preview failed, see the log");
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return notAsked(messageOf(error));
  } finally {
    process.env = before;
    // A new stack writes its salt into the file.
    writeFileSync(file, text);
    rmSync(backend, { recursive: true, force: true });
  }
}

function notAsked(reason: string): PreviewResult {
  return { findings: [], failed: false, errors: [], fault: `The policies were not asked: ${reason}` };
}
