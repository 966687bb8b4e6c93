import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { graph } from "../../commands/graph";

const folder = mkdtempSync(join(tmpdir(), "graph-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("npm run graph", () => {
  it("draws a stack that is not up, from its file alone", async () => {
    const file = join(folder, "dev.svg");
    expect(await graph("dev", { format: "svg", output: file, deployed: false })).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(
      readFileSync(join(__dirname, "..", "..", "docs", "pictures", "dev.svg"), "utf8"),
    );
  });

  it("says where it cannot write, and leaves nothing", async () => {
    const file = join(folder, "missing", "dev.svg");
    await expect(graph("dev", { format: "dot", output: file, deployed: false })).rejects.toThrow(
      `--output ${file}: cannot be written: ENOENT`,
    );
    expect(readdirSync(folder)).toEqual(["dev.svg"]);
  });

  it("names the file that a stack lacks", async () => {
    await expect(graph("nobody", { format: "svg", output: "-", deployed: false })).rejects.toThrow(
      'there is no stack "nobody"',
    );
  });
});
