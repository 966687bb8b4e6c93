import type { OutputKind } from "../../harness/outputs/kind";
import { OUTPUT_KINDS } from "../../harness/outputs/kinds";

/** Reference of `npm run outputs`: a table of all kinds, then one section each. */
export function outputsPage(): string {
  const kinds = Object.entries(OUTPUT_KINDS);
  return [
    "# Outputs for other programs",
    "",
    "Generated from `harness/outputs/` by `npm run docs`.",
    "",
    "`npm run outputs -- KIND --stack NAME --output PATH` writes what another program reads about a stack that is up. `PATH` is",
    "a file, or a folder where a kind has several files; without `--output`, one file is printed, so add `--silent` to `npm run`",
    "before a pipe. `--from FILE` reads the JSON of `pulumi stack output` instead of the stack, for machines that have only that.",
    "No file holds a secret: a private key is named by its path.",
    "",
    "Each kind is tested with the program that reads it. Of GitLab, Jenkins and NetBox, only the formats that they document.",
    "",
    "Not here, because commands of their own write them: the address plan as JSON and CSV (`npm run plan`), the report as JSON",
    "and JUnit XML (`npm run verify`), the contract itself (`npm run pulumi -- stack output fabric --json`).",
    "",
    "| kind | read by | what | files |",
    "| --- | --- | --- | --- |",
    ...kinds.map(([name, kind]) => row(name, kind)),
    "",
    ...kinds.flatMap(([name, kind]) => section(name, kind)),
  ].join("\n");
}

function row(name: string, { reader, description, files }: OutputKind): string {
  return `| [\`${name}\`](#${name}) | ${reader} | ${description} | ${files.map((file) => `\`${file}\``).join(", ")} |`;
}

function section(name: string, { reader, description, usage, notes, from }: OutputKind): string[] {
  const source = from === "report" ? " It is made from the report of the last verification." : "";
  return [
    `## ${name}`,
    "",
    `For ${reader}: ${description}.${source}`,
    "",
    "```sh",
    ...usage,
    "```",
    "",
    ...(notes === undefined ? [] : [notes, ""]),
  ];
}
