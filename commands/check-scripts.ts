import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensurePackages } from "../support/packages";
import { PROJECT_ROOT } from "../support/project";
import { startProgress } from "../support/terminal";

/** Folders without programs of ours; golden files are only the headers of scripts. */
const LEFT_OUT = new Set([".git", "node_modules", "sdks", "golden"]);

/** SC2317 and SC2329 take a function that is called by its name in a variable for one that is never called. */
const SHELLCHECK = ["shellcheck", "--exclude=SC2317,SC2329"];

/** Checks of every shell and Perl file, for `npm run check`; what checks them is installed first. */
export async function scriptChecks(): Promise<{ title: string; command: string[] }[]> {
  await ensurePackages(startProgress(), { shellcheck: "shellcheck", perl: "perl" });
  const files = filesBelow(PROJECT_ROOT);
  const scripts = files.map((file) => ({ file, shell: shellOf(file) }));
  const of = (shell: string): string[] => scripts.flatMap((each) => (each.shell === shell ? [each.file] : []));
  return [
    { title: "shell", command: [...SHELLCHECK, "--shell=sh", ...of("sh")] },
    { title: "bash", command: [...SHELLCHECK, "--shell=bash", ...of("bash")] },
    ...files.filter((file) => file.endsWith(".pl")).map((file) => ({ title: "perl", command: ["perl", "-wc", file] })),
  ];
}

/** What a file is a script of: by its first line, else by its name. */
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
