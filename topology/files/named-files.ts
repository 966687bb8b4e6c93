import type { FabricConfiguration } from "../schema/fabric-schema";

/** A file that a configuration names, relative to the folder of the stack file. */
export interface NamedFile {
  readonly file: string;
  /** Where, such as `containers.web.env_file`. */
  readonly path: string;
}

/** The texts of such files, by name. */
export type Texts = Readonly<Record<string, string>>;

/** Every file that a configuration names, as often as it does. */
export function findNamedFiles({ containers }: Pick<FabricConfiguration, "containers">): NamedFile[] {
  return Object.entries(containers).flatMap(([name, { env_file, files }]) => [
    ...envFiles(`containers.${name}.env_file`, env_file),
    ...Object.entries(files).flatMap(([target, { source }]) =>
      source === undefined ? [] : [{ file: source, path: `containers.${name}.files.${target}.source` }],
    ),
  ]);
}

function envFiles(path: string, given: string | readonly string[] | undefined): NamedFile[] {
  if (given === undefined) return [];
  return typeof given === "string"
    ? [{ file: given, path }]
    : given.map((file, at) => ({ file, path: `${path}.${at}` }));
}
