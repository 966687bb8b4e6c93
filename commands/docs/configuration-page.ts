import { FABRIC_KEY } from "../../topology/schema/parse-configuration";
import { fabricJsonSchema, type JsonSchema } from "./stack-schema";

/** Reference of the configuration: a table for each map of keys, in the order of the schema. */
export function configurationPage(): string {
  const root = fabricJsonSchema();
  return [
    "# Configuration",
    "",
    "Generated from `topology/schema/` by `npm run docs`.",
    "",
    `A stack file \`Pulumi.<stack>.yaml\` holds one structured value, \`config: { ${FABRIC_KEY}: … }\`. Unknown keys are errors;`,
    "`<name>` stands for a name of your choice. `docs/schemas/stack-file.schema.json` is the same as JSON Schema: the comment",
    "`# yaml-language-server: $schema=docs/schemas/stack-file.schema.json` at the top of the file lets editors complete and",
    "check it.",
    "",
    ...sections("", root).flatMap(({ path, schema }) => section(path, schema)),
  ].join("\n");
}

interface Place {
  readonly path: string;
  readonly schema: JsonSchema;
}

/** Every object with keys of its own, each before those inside it. */
function sections(path: string, schema: JsonSchema): Place[] {
  const inside = Object.entries(schema.properties ?? {}).flatMap(([key, value]) =>
    objectsIn(path === "" ? key : `${path}.${key}`, value),
  );
  return [{ path, schema }, ...inside];
}

function objectsIn(path: string, schema: JsonSchema): Place[] {
  if (schema.properties !== undefined) return sections(path, schema);
  const values = schema.additionalProperties;
  if (values instanceof Object) return objectsIn(`${path}.<name>`, values);
  if (schema.items !== undefined) return objectsIn(`${path}[]`, schema.items);
  return choices(schema).flatMap((choice) => objectsIn(`${path}${variantOf(choice)}`, choice));
}

function section(path: string, schema: JsonSchema): string[] {
  const heading = path === "" ? FABRIC_KEY : path;
  const required = schema.required ?? schema.anyOf?.[0]?.required ?? [];
  const rows = Object.entries(schema.properties ?? {}).map(([key, value]) => {
    const need = required.includes(key) ? "required" : "";
    const meaning = [value.description, defaultOf(value)].filter((part) => part !== undefined).join(" ");
    return `| \`${key}\` | ${typeOf(value)} | ${need} | ${escape(meaning)} |`;
  });
  const text = schema.description === undefined ? [] : [schema.description, ""];
  return [`## ${heading}`, "", ...text, "| key | value | | meaning |", "| --- | --- | --- | --- |", ...rows, ""];
}

/** The default, where it is more than an empty map or list. */
function defaultOf({ default: value }: JsonSchema): string | undefined {
  const empty = value === undefined || (typeof value === "object" && Object.keys(value).length === 0);
  return empty ? undefined : `Default: \`${typeof value === "string" ? value : JSON.stringify(value)}\`.`;
}

/** ` (kind: lab)`, which distinguishes the forms of one key. */
function variantOf({ properties = {} }: JsonSchema): string {
  const kind = properties["kind"];
  if (kind === undefined) return ` (${Object.keys(properties).join(", ")})`;
  const names = kind.enum ?? [kind.const];
  return ` (kind: ${names.map(String).join(" or ")})`;
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (schema.additionalProperties instanceof Object) return `map of ${typeOf(schema.additionalProperties)}`;
  const forms = schema.properties === undefined ? choices(schema) : [];
  if (forms.length > 0 && forms.every(({ properties }) => properties?.["kind"] === undefined)) {
    return [...new Set(forms.map(typeOf))].join(" or ");
  }
  if (forms.length > 0) return "one of several forms";
  return schema.type ?? "any";
}

function choices({ anyOf = [], oneOf = [] }: JsonSchema): readonly JsonSchema[] {
  return [...anyOf, ...oneOf];
}

function escape(text: string): string {
  return text.replaceAll("|", String.raw`\|`);
}
