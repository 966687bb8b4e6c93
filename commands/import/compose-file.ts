import { parseDocument } from "yaml";
import { UserError } from "../../support/errors";
import { interpolateAll, type Variables } from "./interpolate";
import type { ImportHost } from "./hosts";
import { fromInspected, isInspected } from "./inspected-networks";
import { isMap, type Raw } from "./raw";

/** A Compose file with its variables put in. */
export interface ComposeFile {
  /** As it was given. */
  readonly file: string;
  readonly host: ImportHost;
  readonly data: Raw;
  /** The same with the names of the variables. */
  readonly written: Raw;
  readonly variables: Variables;
}

/** Reads the text of a Compose file, or of what `docker network inspect` prints. @throws UserError */
export function readCompose(file: string, host: ImportHost, text: string, variables: Variables): ComposeFile {
  const written = parseCompose(file, text);
  return { file, host, written, variables, data: interpolateAll(written, variables) as Raw };
}

function parseCompose(file: string, text: string): Raw {
  const document = parseDocument(text, { merge: true, logLevel: "error" });
  const [error] = document.errors;
  if (error !== undefined) throw new UserError(`${file}: is not valid YAML: ${firstLine(error.message)}`);
  // Files with anchors may use each many times.
  const data = document.toJS({ maxAliasCount: 10_000 }) as unknown;
  if (isInspected(data)) return fromInspected(data);
  if (!isMap(data) || !isMap(data["services"]))
    throw new UserError(`${file}: has no services: name a Compose file, or what docker network inspect prints`);
  return data;
}

function firstLine(text: string): string {
  return text.split("\n")[0]?.replace(/:$/, "") ?? "";
}
