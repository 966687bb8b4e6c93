import type { FabricOutput } from "./contract";
import { STALE } from "./names-state";
import type { DockerContainer, FileSeen } from "./probe-output";
import type { Comparison } from "./state-item";

/** What the properties of files begin with. */
export const FILE = "file ";

/** Whether the files of a container are as they were written, and the container sees them. */
export function compareFiles(
  { files = [] }: FabricOutput["containers"][string],
  seen: DockerContainer,
): Omit<Comparison, "subject">[] {
  return files.map((path) => ({
    property: `${FILE}${path}`,
    desired: "as written",
    observed: observedOf(seen.files.get(path)),
  }));
}

function observedOf(file: FileSeen | undefined): string {
  if (file === undefined) return "never written";
  const [planned, onHost] = [file.planned, file.onHost].map(partsOf);
  if (onHost?.digest === "") return "no file";
  if (planned?.digest !== onHost?.digest) return "another content";
  if (planned?.mode !== onHost?.mode) return `mode ${onHost?.mode ?? ""}`;
  if (planned?.owner !== onHost?.owner) return `owner ${onHost?.owner ?? ""}`;
  return file.inside === planned?.digest ? "as written" : STALE;
}

function partsOf(text: string): { mode: string; owner: string; digest: string } {
  const [mode = "", owner = "", digest = ""] = text.trim().split(" ");
  return { mode: mode.padStart(4, "0"), owner, digest };
}
