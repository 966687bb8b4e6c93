import type { ComposeFile } from "./compose-file";
import type { Notes } from "./notes";
import { entriesOf, type Raw } from "./raw";
import { NO_LIMITS } from "./service";

/** Top-level keys that are read, or say nothing that a stack would need. */
const TOP_LEVEL = ["services", "networks", "version", "name", "volumes", "secrets", "configs"];

/** What a Compose file has beside services and networks, and what its variables leave open. */
export function noteFile({ file, data, variables }: ComposeFile, notes: Notes): void {
  for (const key of Object.keys(data).filter((each) => !TOP_LEVEL.includes(each) && !each.startsWith("x-")))
    notes.left.push({
      file,
      path: key,
      text: "the import reads services and networks: run `docker compose config` on the file, and import what it prints",
    });
  for (const [name] of entriesOf(data["volumes"]).filter(([, options]) => entriesOf(options).length > 0))
    notes.left.push({
      ...{ file, path: `volumes.${name}` },
      text: "its options are not taken over: write what it needs of driver and driver_opts under `volumes` of the stack file",
    });
  const unset = [...variables.unset].map((name) => `\${${name}}`).join(", ");
  if (unset !== "")
    notes.chosen.push({
      file,
      path: unset,
      text: "is not set, and empty as in Compose: set it, or write it into .env beside the file",
    });
}

/** What containers of a stack do not have of their own, and Compose's do. */
export function noteLimits(
  containers: Readonly<Record<string, Raw>>,
  files: readonly ComposeFile[],
  notes: Notes,
): void {
  const unlimited = Object.entries(containers).filter(
    ([, { memory, pids }]) => memory === NO_LIMITS.memory || pids === NO_LIMITS.pids,
  );
  const file = files.map((each) => each.file).join(", ");
  const note = (text: string): void => void notes.chosen.push({ file, path: "services", text });
  if (unlimited.length > 0)
    note(
      `${unlimited.map(([name]) => name).join(", ")}: without a limit in Compose: ${NO_LIMITS.memory} MiB and ${NO_LIMITS.pids} processes here`,
    );
  if (Object.values(containers).some(({ capabilities }) => capabilities !== undefined))
    note("have the capabilities that Docker gives every container: remove those that a container does not need");
}
