import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generatedDocs } from "../commands/generate-docs";

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
