import type { Problem } from "../../support/problem";
import { findNamedFiles, type Texts } from "../files/named-files";
import { plannedFiles } from "../files/planned-files";
import { secretOfName } from "../files/template";
import { planValues, valuesFor } from "../files/template-values";
import type { Topology } from "../model/topology";
import { parseDotenv } from "../options/dotenv";
import type { FabricConfiguration } from "../schema/fabric-schema";
import { findNearest } from "../schema/known-keys";
import { writtenProblems } from "../schema/origins";

/** Names in templates that stand for nothing, and lines of files with variables that cannot be read. */
export function findFileProblems(configuration: FabricConfiguration, topology: Topology, texts: Texts): Problem[] {
  const plan = planValues(topology);
  const unknown = topology.containers.flatMap((container) => {
    const values = valuesFor(container, plan);
    return plannedFiles(container, texts).flatMap(({ path, parts }) =>
      parts.flatMap((part) =>
        !("name" in part) || values.has(part.name) || secretOfName(part.name) !== undefined
          ? []
          : [{ path, message: unknownName(part.name, [...values.keys()]) }],
      ),
    );
  });
  const unreadable = findNamedFiles(configuration).flatMap(({ file, path }) => {
    const text = path.includes(".env_file") ? texts[file] : undefined;
    return text === undefined ? [] : parseDotenv(text).faults.map((fault) => ({ path, message: `${file}, ${fault}` }));
  });
  return writtenProblems(configuration.origins ?? new Map(), [...unknown, ...unreadable]);
}

/** Most names that a message lists. */
const MOST = 12;

function unknownName(name: string, known: readonly string[]): string {
  const near = findNearest(name, known);
  if (near !== undefined) return `{{ ${name} }} is unknown: did you mean {{ ${near} }}?`;
  const [kind = "", thing = ""] = name.split(".");
  const alike = [`${kind}.${thing}.`, `${kind}.`, ""]
    .map((prefix) => known.filter((each) => each.startsWith(prefix) && !/\.ipv[46]$/.test(each)))
    .find((names) => names.length > 0);
  const listed = (alike ?? []).slice(0, MOST).join(", ");
  return `{{ ${name} }} is unknown: known are ${listed}${(alike ?? []).length > MOST ? ", …" : ""}, and secrets.KEY`;
}
