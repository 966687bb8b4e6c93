import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { presentGo } from "../support/go";
import { ensurePackages } from "../support/packages";
import { PROJECT_ROOT } from "../support/project";
import { say, startProgress } from "../support/terminal";

/** Folders without scripts of our own; golden files name the files of a script instead of holding them. */
const LEFT_OUT = new Set([".git", "node_modules", "sdks", "golden"]);

/** SC2317 and SC2329 report functions that are called through a variable as never called. */
const SHELLCHECK = ["shellcheck", "--exclude=SC2317,SC2329"];

/** Where go.mod pins actionlint; Go compiles it once. */
const ACTIONLINT = { module: join("test", "actionlint"), go: "1.25.11" };

/** The check of the workflows, where there is a Go. */
async function workflowChecks(): Promise<{ title: string; command: string[] }[]> {
  const go = await presentGo(ACTIONLINT.go);
  if (go === undefined) {
    say(`The workflows are not checked: there is no Go ${ACTIONLINT.go} or later to build actionlint with.`);
    return [];
  }
  const folder = join(PROJECT_ROOT, ".github", "workflows");
  const files = readdirSync(folder).map((file) => join(folder, file));
  return [{ title: "workflows", command: [go.program, "-C", ACTIONLINT.module, "tool", "actionlint", ...files] }];
}

/** The checks of every shell and Perl file and of the workflows, for `npm run check`; installs the tools first. */
export async function scriptChecks(): Promise<{ title: string; command: string[] }[]> {
  await ensurePackages(startProgress(), { shellcheck: "shellcheck", perl: "perl" });
  const files = filesBelow(PROJECT_ROOT);
  const scripts = files.map((file) => ({ file, shell: shellOf(file) }));
  const filesFor = (shell: string): string[] => scripts.flatMap((each) => (each.shell === shell ? [each.file] : []));
  return [
    ...(await workflowChecks()),
    { title: "shell", command: [...SHELLCHECK, "--shell=sh", ...filesFor("sh")] },
    { title: "bash", command: [...SHELLCHECK, "--shell=bash", ...filesFor("bash")] },
    ...files
      .filter((file) => file.endsWith(".pl"))
      .map((file) => ({ title: "perl", command: ["perl", "-Mwarnings=FATAL,all", "-c", file] })),
  ];
}

/** The shell that a file is written for, by its first line or else by its name. */
function shellOf(file: string): "sh" | "bash" | undefined {
  const [first = ""] = readFileSync(file, "utf8").split("\n", 1);
  if (/^#!.*\bbash\b/.test(first)) return "bash";
  return /^#!.*\bsh\b/.test(first) || file.endsWith(".sh") ? "sh" : undefined;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : filesBelow(join(folder, entry.name));
    return entry.isFile() ? [join(folder, entry.name)] : [];
  });
}
