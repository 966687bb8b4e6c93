import { z } from "zod";
import { UserError } from "../support/errors";
import { fabricOutputSchema, type FabricOutput } from "./contract";

/** There is no stack output to verify, which is neither a pass nor a failure. */
export class NothingToVerify extends UserError {}

const EXPECTED = "expected what `pulumi stack output fabric --json` prints";

/**
 * Reads the stack output `fabric` from JSON: the value itself, or an object of all outputs that holds it.
 * @throws NothingToVerify if there is none; UserError if it has another version or shape.
 */
export function parseFabricOutput(text: string, source: string): FabricOutput {
  if (text.trim() === "") throw new NothingToVerify(`${source}: is empty: ${EXPECTED}`);
  const value = fabricOf(parse(text, source), source);
  checkVersion(value, source);
  const result = fabricOutputSchema.safeParse(value);
  if (!result.success) {
    throw new UserError(`${source}: is not a stack output \`fabric\` of version 2:\n${z.prettifyError(result.error)}`);
  }
  const problems = findDanglingNames(result.data);
  if (problems.length > 0) throw new UserError([`${source}: is inconsistent:`, ...problems].join("\n  - "));
  return result.data;
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UserError(`${source}: is not valid JSON (${(error as Error).message}): ${EXPECTED}`);
  }
}

function fabricOf(value: unknown, source: string): Record<string, unknown> {
  if (!isObject(value)) throw new UserError(`${source}: is not a JSON object: ${EXPECTED}`);
  if ("schemaVersion" in value) return value;
  if (isObject(value["fabric"])) return value["fabric"];
  throw new NothingToVerify(
    `${source}: has no output \`fabric\`: bring the stack up first, or name the right file (${EXPECTED})`,
  );
}

function checkVersion(value: Record<string, unknown>, source: string): void {
  const version = value["schemaVersion"];
  if (version === 2) return;
  const remedy =
    version === 1
      ? "an older release wrote it, so run `npm run up` once: it writes the new one"
      : "use the release that wrote the stack";
  throw new UserError(`${source}: schemaVersion is ${JSON.stringify(version)}, this harness reads 2: ${remedy}`);
}

/** Names that lead nowhere, each with its path: every probe needs a host to run on. */
function findDanglingNames(output: FabricOutput): string[] {
  const problems: string[] = [];
  const check = (path: string, kind: string, name: string, known: object): void => {
    if (!Object.hasOwn(known, name)) problems.push(`${path}: ${kind} "${name}" is not in this output`);
  };
  if (output.registry !== undefined) check("registry.host", "host", output.registry.host, output.hosts);
  for (const [name, segment] of Object.entries(output.segments)) {
    for (const host of Object.keys(segment.hosts)) check(`segments.${name}.hosts`, "host", host, output.hosts);
  }
  for (const [name, router] of Object.entries(output.routers ?? {})) {
    check(`routers.${name}.host`, "host", router.host, output.hosts);
    const segments = Object.keys(router.segments);
    for (const segment of segments) check(`routers.${name}.segments`, "segment", segment, output.segments);
  }
  for (const [name, container] of Object.entries(output.containers)) {
    check(`containers.${name}.host`, "host", container.host, output.hosts);
    const segments = Object.keys(container.attach);
    for (const segment of segments) check(`containers.${name}.attach`, "segment", segment, output.segments);
    const bridges = Object.keys(container.bridges ?? {});
    for (const bridge of bridges) check(`containers.${name}.bridges`, "bridge", bridge, output.bridges);
  }
  for (const [name, { from }] of Object.entries(output.tests ?? {})) {
    check(`tests.${name}.from`, from.kind, from.name, from.kind === "host" ? output.hosts : output.containers);
  }
  return problems;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
