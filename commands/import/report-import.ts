import { basename } from "node:path";
import { groupBy } from "../../harness/group-by";
import { findTodos } from "./todo";
import type { Note, Notes } from "./notes";
import type { Raw } from "./raw";

/** What the user is told about an import. @param out the stack file, unless it went to standard output */
export function reportImport(stack: Raw, notes: Notes, collisions: readonly string[], out: string | undefined): string {
  const name = /^Pulumi\.(.+)\.yaml$/.exec(basename(out ?? ""))?.[1] ?? "NAME";
  const todos = findTodos(stack).map(({ path, todo }) => `${path}: ${todo.comment}`);
  const secrets = secretsOf(stack).map(
    (key) => `npm run pulumi -- config set --secret macvlan-fabric:${key} --stack ${name}`,
  );
  return [
    byFile(LEFT, notes.left),
    byFile("Decided here, as Compose leaves it to Docker, for", notes.chosen),
    part("To fill in, which no Compose file says; `plan` refuses the file until then", todos),
    part("Secrets to set, whose values are in no stack file", secrets),
    part("What `plan` refuses, once that is filled in", collisions),
    summary(stack, out, name),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

/** Keys of the secrets that a value names. */
function secretsOf(value: unknown): string[] {
  if (!(value instanceof Object)) return [];
  if ("secret" in value && typeof value.secret === "string") return [value.secret];
  return Object.values(value).flatMap(secretsOf);
}

/** The same of files that have nothing to import. */
export function reportLeft({ left }: Notes): string {
  return byFile(LEFT, left);
}

const LEFT = "Not taken over from";

/** Under each file what it is about. */
function byFile(title: string, notes: readonly Note[]): string {
  const files = groupBy(notes, ({ file }) => file);
  return [...files].map(([file, own]) => part(`${title} ${file}`, linesOf(own))).join("\n\n");
}

/** What several places have in common stands once. */
function linesOf(notes: readonly Note[]): string[] {
  const texts = groupBy(notes, ({ text }) => text);
  return [...texts].map(([text, same]) => `${[...new Set(same.map(({ path }) => path))].join(", ")}: ${text}`);
}

function part(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`${title}:`, ...new Set(lines.map((line) => `  - ${line}`))].join("\n");
}

function summary({ hosts, segments, containers }: Raw, out: string | undefined, name: string): string {
  const count = (value: unknown, word: string): string => {
    const size = Object.keys(value ?? {}).length;
    return `${size} ${word}${size === 1 ? "" : "s"}`;
  };
  const what = `${count(containers, "container")}, ${count(segments, "segment")}, ${count(hosts, "host")}`;
  return `${out === undefined ? "Imported" : `Wrote ${out}:`} ${what}. Next: npm run plan -- --stack ${name}`;
}
