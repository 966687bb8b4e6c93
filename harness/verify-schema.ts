import { z } from "zod";
import { fabricOutputSchema } from "./contract";
import { reportSchema } from "./report";

/** Published JSON Schemas by file name. Both allow further keys: changes are additive within one version. */
export function jsonSchemas(): Record<string, object> {
  return {
    "fabric-output.schema.json": describe(fabricOutputSchema, "Stack output `fabric` of macvlan-fabric, version 2"),
    "verify-report.schema.json": describe(reportSchema, "Report of macvlan-fabric's verify, version 2"),
  };
}

function describe(schema: z.ZodType, title: string): object {
  return { ...z.toJSONSchema(schema, { io: "input" }), title };
}
