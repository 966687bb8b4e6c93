import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { generatedDocs } from "../commands/generate-docs";
import { OUTPUT_KINDS } from "../harness/outputs/kinds";

const ROOT = join(__dirname, "..");
const DOCS = join(ROOT, "docs");

describe("docs", () => {
  it("are what the code says: renew them with `npm run docs`", async () => {
    const generated = await generatedDocs();
    for (const [name, text] of Object.entries(generated)) {
      expect(readFileSync(join(DOCS, name), "utf8"), name).toBe(text);
    }
    expect(readdirSync(join(DOCS, "schemas")).sort()).toEqual(
      Object.keys(generated)
        .filter((name) => name.startsWith("schemas/"))
        .map((name) => name.slice("schemas/".length))
        .sort(),
    );
  });

  it("hold the schema that every stack file names for editors", () => {
    const files = readdirSync(ROOT).filter((name) => /^Pulumi\..+\.yaml$/.test(name));
    expect(files).toContain("Pulumi.dev.yaml");
    for (const file of files) {
      const [head] = readFileSync(join(ROOT, file), "utf8").split("\n");
      expect(head, file).toBe("# yaml-language-server: $schema=docs/schemas/stack-file.schema.json");
    }
  });
});

describe("the table of edits", () => {
  it("has every edit that the lab's tests make", () => {
    const table = readFileSync(join(DOCS, "edits.md"), "utf8");
    const tests = ["edits", "host-edits"].map((name) =>
      readFileSync(join(__dirname, "lab-e2e", `${name}.test.ts`), "utf8"),
    );
    const rows = tests.flatMap((text) => [
      ...text.matchAll(/^ +\["([^"]+)", (?:\[[^(]*\]|"all"), \(|^ {6}"([a-z][^"/:;]+)",$/gm),
    ]);
    const names = rows.map(([, inLine, alone]) => inLine ?? alone ?? "");
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !table.includes(`| ${name} `))).toEqual([]);
  });
});

/** Every file and folder of the repository, by its path. */
const entries = entriesBelow("");
const pages = entries.filter((path) => path.endsWith(".md"));
const folders = new Set(entries.map((path) => path.split("/")[0] ?? "").filter((name) => !name.includes(".")));
/** Files that the pages name although they do not exist: those that recipes write, and those of a plan. */
const TO_BE_WRITTEN = ["policy/rules/memory-limit.ts", "test/policy/cases/memory-limit.ts", "topology/drivers.ts"];
const OUTPUT_FILES = Object.values(OUTPUT_KINDS).flatMap(({ files }) => files);
const FILES_OF_A_REVIEW = ["comment.md", "review.md", "review.html", "review.json"];
const STACK_FILES_OF_READERS = ["Pulumi.NAME.yaml", "Pulumi.office.yaml", "assigned.NAME.yaml"];

describe.each(pages)("%s", (page) => {
  const text = readFileSync(join(ROOT, page), "utf8").replace(/^ *```.*?^ *```$/gms, "");

  it("links to files and headings that exist", () => {
    const links = text.matchAll(/\]\(([^)\s]+)[^)]*\)|^\[[^\]]+\]: (\S+)/gm);
    const targets = [...links].map(([, inline, reference = ""]) => inline ?? reference);
    expect(targets.filter((target) => !/^https?:/.test(target) && !isLinkable(target, page))).toEqual([]);
  });

  it("names files that exist", () => {
    const quotes = [...text.matchAll(/`([^`\n]+)`/g)].map(([, quote = ""]) => quote.replaceAll(/<\w+>/g, "*"));
    const invented = [...TO_BE_WRITTEN, ...STACK_FILES_OF_READERS, ...FILES_OF_A_REVIEW, ...OUTPUT_FILES];
    const paths = quotes.filter((quote) => isPath(quote) && !invented.includes(quote));
    expect(paths.filter((path) => !entries.some((entry) => matchesPath(entry, path)))).toEqual([]);
  });
});

function entriesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if ([".git", "node_modules"].includes(entry.name)) return [];
    return entry.isDirectory() ? [path, ...entriesBelow(path)] : [path];
  });
}

function isLinkable(target: string, page: string): boolean {
  const [path = "", heading] = target.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  if (heading === undefined) return existsSync(join(ROOT, file));
  const titles = readFileSync(join(ROOT, file), "utf8").matchAll(/^#+ (.+)$/gm);
  // As GitHub makes them: lower case, without punctuation, with hyphens for spaces.
  const anchors = [...titles].map(([, title = ""]) => title.toLowerCase().replaceAll(/[^\w -]/g, ""));
  return anchors.map((anchor) => anchor.replaceAll(" ", "-")).includes(heading);
}

/** Whether a quoted text means a file or folder of the repository, `*` standing for any name. */
function isPath(quote: string): boolean {
  if (!/^[\w.*-][\w.*/-]*$/.test(quote)) return false;
  const [first = "", ...others] = quote.split("/");
  return (
    (others.length > 0 && folders.has(first)) || /[\w*](\/|\.(ts|mjs|cjs|md|sh|pl|ya?ml|jsonl?|mod|sum))$/.test(quote)
  );
}

/** Whether a path, whole or the end of one, names an entry. */
function matchesPath(entry: string, path: string): boolean {
  const pattern = path.replace(/\/$/, "").replaceAll(".", "\\.").replaceAll("*", "[^/]*");
  return new RegExp(`(^|/)${pattern}$`).test(entry);
}
