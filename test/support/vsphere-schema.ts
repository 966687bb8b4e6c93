import { readFileSync } from "node:fs";
import { SDK_SCHEMA } from "../../commands/sdk";

interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Property;
  readonly additionalProperties?: Property;
}
interface Shape {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}
interface Schema {
  readonly provider: { readonly inputProperties: Shape["properties"] };
  readonly resources: Readonly<
    Record<string, { readonly inputProperties: Shape["properties"]; readonly requiredInputs?: readonly string[] }>
  >;
  readonly functions: Readonly<Record<string, { readonly inputs: Shape }>>;
  readonly types: Readonly<Record<string, Shape>>;
}

const schema = JSON.parse(readFileSync(SDK_SCHEMA, "utf8")) as Schema;

/** What the provider's schema has against the inputs of a resource. */
export function resourceFaults(type: string, inputs: Record<string, unknown>): string[] {
  if (type === "pulumi:providers:vsphere") {
    return shapeFaults(type, plainProvider(inputs), { properties: schema.provider.inputProperties });
  }
  const resource = schema.resources[type];
  if (resource === undefined) return [`${type} is not a resource of the schema`];
  const required = resource.requiredInputs ?? [];
  return shapeFaults(type, inputs, { properties: resource.inputProperties, required });
}

/** The same for the arguments of a function. */
export function callFaults(token: string, inputs: Record<string, unknown>): string[] {
  const called = schema.functions[token];
  return called === undefined
    ? [`${token} is not a function of the schema`]
    : shapeFaults(token, inputs, called.inputs);
}

function shapeFaults(path: string, value: Record<string, unknown>, { properties, required = [] }: Shape): string[] {
  return [
    ...required.filter((name) => value[name] === undefined).map((name) => `${path}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, entry]) => {
      const property = properties[name];
      return property === undefined ? [`${path}.${name} is unknown`] : faults(`${path}.${name}`, entry, property);
    }),
  ];
}

function faults(path: string, value: unknown, property: Property): string[] {
  if (value === undefined) return [];
  if (property.$ref !== undefined) {
    const shape = schema.types[property.$ref.replace("#/types/", "")];
    if (shape === undefined) return [`${path} is of the unknown type ${property.$ref}`];
    return isRecord(value) ? shapeFaults(path, value, shape) : [`${path} is not an object`];
  }
  switch (property.type) {
    case "array":
      return Array.isArray(value)
        ? value.flatMap((item, at) => faults(`${path}[${at}]`, item, property.items ?? {}))
        : [`${path} is not an array`];
    case "object":
      return isRecord(value)
        ? Object.entries(value).flatMap(([key, item]) =>
            faults(`${path}.${key}`, item, property.additionalProperties ?? {}),
          )
        : [`${path} is not an object`];
    case "integer":
      return Number.isInteger(value) ? [] : [`${path} is not an integer: ${JSON.stringify(value)}`];
    case undefined:
      return [];
    default:
      return typeof value === property.type ? [] : [`${path} is no ${property.type}: ${JSON.stringify(value)}`];
  }
}

/** Providers take everything as text. */
function plainProvider(inputs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      schema.provider.inputProperties[name]?.type === "string" || typeof value !== "string"
        ? value
        : (JSON.parse(value) as unknown),
    ]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
