import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeSchemas } from "../harness/verify-schema";

const PUBLISHED = join(__dirname, "..", "docs", "schemas");

it("publishes the JSON Schemas that the code has: renew them with `npx tsx harness/main.ts schemas --folder docs/schemas`", async () => {
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-schemas-"));
  try {
    await writeSchemas(folder);
    expect(contents(PUBLISHED)).toEqual(contents(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function contents(folder: string): Record<string, unknown> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(join(folder, name), "utf8")) as unknown]),
  );
}
