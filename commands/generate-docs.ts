import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { format, resolveConfig } from "prettier";
import { jsonSchemas } from "../harness/verify-schema";
import { pictureOf } from "../harness/picture/picture";
import { renderPicture } from "../harness/picture/render-picture";
import { PROJECT_ROOT } from "../support/project";
import { say } from "../support/terminal";
import { configurationPage } from "./docs/configuration-page";
import { outputsPage } from "./docs/outputs-page";
import { policiesPage } from "./docs/policies-page";
import { reliabilityPage } from "./docs/reliability-page";
import { addressPlanSchema, stackFileSchema } from "./docs/stack-schema";
import { plannedOutput } from "../components/assembly/planned-output";
import { readTopology } from "./read-topology";

/** Everything under docs/ that is generated from the code, by its path there. */
export async function generatedDocs(): Promise<Record<string, string>> {
  const pages = {
    "configuration.md": configurationPage(),
    "outputs.md": outputsPage(),
    "policies.md": policiesPage(),
    "reliability.md": reliabilityPage(),
  };
  const schemas = {
    ...jsonSchemas(),
    "address-plan.schema.json": addressPlanSchema(),
    "stack-file.schema.json": stackFileSchema(),
  };
  const texts = [
    ...Object.entries(pages),
    ...Object.entries(schemas).map(([name, schema]) => [`schemas/${name}`, JSON.stringify(schema)] as const),
  ];
  const options = await resolveConfig(join(PROJECT_ROOT, "docs", "any.md"));
  const formatted = texts.map(async ([name, text]) => {
    const filepath = join(PROJECT_ROOT, "docs", name);
    return [name, await format(text, { ...options, filepath })] as const;
  });
  const { topology } = readTopology("dev");
  const picture = await renderPicture(pictureOf(plannedOutput(topology)), "svg");
  return { ...Object.fromEntries(await Promise.all(formatted)), "pictures/dev.svg": picture };
}

/** Writes the pages and schemas again. */
export async function docs(): Promise<number> {
  for (const [name, text] of Object.entries(await generatedDocs())) {
    const file = join(PROJECT_ROOT, "docs", name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    say(`docs/${name}`);
  }
  return 0;
}
