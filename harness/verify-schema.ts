import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { fabricOutputSchema } from "./contract";
import { reportSchema } from "./report";

/** Published JSON Schemas by file name. Both admit further keys: changes are additive within one version. */
export function jsonSchemas(): Record<string, object> {
  return {
    "fabric-output.schema.json": describe(fabricOutputSchema, "Stack output `fabric` of macvlan-fabric, version 1"),
    "verify-report.schema.json": describe(reportSchema, "Report of macvlan-fabric's verify, version 1"),
  };
}

/** Writes the schemas into a folder and returns their paths. */
export async function writeSchemas(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files = Object.entries(jsonSchemas()).map(([name, schema]) => ({ path: join(folder, name), schema }));
  await Promise.all(files.map(({ path, schema }) => writeFile(path, `${JSON.stringify(schema, null, 2)}\n`)));
  return files.map(({ path }) => path);
}

function describe(schema: z.ZodType, title: string): object {
  return { ...z.toJSONSchema(schema, { io: "input" }), title };
}
