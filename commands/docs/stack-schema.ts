import { z } from "zod";
import { FABRIC_KEY, PASSWORD_KEY } from "../../topology/schema/parse-configuration";
import { exportedPlanSchema } from "../../topology/plan/exported-plan";
import { fabricSchema } from "../../topology/schema/fabric-schema";

/** The part of JSON Schema that the pages read. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number;
  readonly default?: string | number | boolean | object;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** The configuration value alone. */
export function fabricJsonSchema(): JsonSchema {
  // Draft 7 is what the language servers of YAML understand.
  const { $schema: _draft, ...schema } = z.toJSONSchema(fabricSchema, { io: "input", target: "draft-7" });
  return schema as JsonSchema;
}

/** The output `plan` of a stack, and exported plans. */
export function addressPlanSchema(): object {
  return { ...z.toJSONSchema(exportedPlanSchema, { io: "input" }), title: "Address plan of macvlan-fabric, version 1" };
}

/** A whole stack file; Pulumi's own keys are allowed beside ours. */
export function stackFileSchema(): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Pulumi.<stack>.yaml of macvlan-fabric",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: {
          [FABRIC_KEY]: fabricJsonSchema(),
          [PASSWORD_KEY]: {
            type: "object",
            description:
              "Password of vsphere.user, encrypted: `npm run pulumi -- config set --secret vspherePassword --stack NAME`. Default: VSPHERE_PASSWORD.",
          },
        },
        required: [FABRIC_KEY],
      },
    },
    required: ["config"],
  };
}
