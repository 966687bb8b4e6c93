import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { reportImport } from "../../../commands/import/report-import";
import { writeStack } from "../../../commands/import/write-stack";
import { PROJECT_ROOT } from "../../../support/project";
import { importSamples } from "./sample";

it("the example of docs/from-compose.md is what the import makes of it", () => {
  const page = readFileSync(join(PROJECT_ROOT, "docs", "from-compose.md"), "utf8");
  const blocks = (language: string): string[] =>
    [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm"))].map(([, text = ""]) => text);
  const [nas = "", pi = "", stackFile = ""] = blocks("yaml");
  const { stack, notes, collisions } = importSamples({
    nas: { text: nas, address: "192.168.1.2" },
    pi: { text: pi, address: "192.168.1.3" },
  });
  expect(parse(stackFile)).toEqual(parse(writeStack(stack, [])));
  const said = reportImport(stack, notes, collisions, "Pulumi.home.yaml");
  for (const line of blocks("text")
    .join("")
    .split("\n")
    .filter((each) => !each.endsWith("…")))
    expect(said).toContain(line);
});
