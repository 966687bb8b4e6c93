import type { Container } from "../model/topology";
import type { Texts } from "./named-files";
import { parseTemplate, type Part } from "./template";

/** A file of a container. */
export interface PlannedFile {
  /** Path in the container. */
  readonly target: string;
  /** Where its content is in the configuration. */
  readonly path: string;
  /** Names in it are those of a template; a secret of its own is the name of that secret. */
  readonly parts: readonly Part[];
  readonly mode: string;
  readonly owner: string;
  readonly onChange: "restart" | "replace" | "nothing";
}

/** The files of a container. @param texts those of the files that it names; what is missing there is empty */
export function plannedFiles({ name, files }: Pick<Container, "name" | "files">, texts: Texts): PlannedFile[] {
  return Object.entries(files).map(([target, { content, source, template, mode, owner, on_change: onChange }]) => {
    const key = content === undefined ? "source" : "content";
    const own = { target, path: `containers.${name}.files.${target}.${key}`, mode, owner, onChange };
    if (typeof content === "object") return { ...own, parts: [{ name: `secrets.${content.secret}` }] };
    const text = content ?? texts[source ?? ""] ?? "";
    return { ...own, parts: template ? parseTemplate(text) : [{ text }] };
  });
}
