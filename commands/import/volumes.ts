import { isAccepted } from "./accept";
import { isMap, listOf, textOf, truthOf, type Raw } from "./raw";
import type { ServiceContext } from "./service-context";

/** A volume in either notation of Compose. */
interface Mount {
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
  /** As it is written here. */
  readonly value: unknown;
}

/**
 * Volumes and folders of the host. What lies beside the Compose file has no fixed place on a host: a file that is only read
 * becomes one of the stack's own files, the rest is left to the user.
 */
export function volumesOf(value: unknown, { leave, isFile, fromStack }: ServiceContext): Raw {
  const volumes: unknown[] = [];
  const files: [string, Raw][] = [];
  for (const mount of listOf(value).map(toMount)) {
    const { source, target, isReadOnly } = mount;
    const file = { source: fromStack(source) };
    const isRelative = /^[.~]/.test(source);
    if (isRelative && isReadOnly && isFile(source) && isAccepted("files", { [target]: file }))
      files.push([target, file]);
    else if (isRelative) leave(`volumes (${source})`, RELATIVE);
    else if (isAccepted("volumes", [mount.value])) volumes.push(mount.value);
    else leave(`volumes (${source === "" ? target : source})`, UNKNOWN);
  }
  return {
    ...(volumes.length === 0 ? {} : { volumes }),
    ...(files.length === 0 ? {} : { files: Object.fromEntries(files) }),
  };
}

const RELATIVE = "a folder beside the Compose file, wherever that was: write the whole path, such as /srv/data:/data";
const UNKNOWN =
  "containers of a stack have named volumes, and paths of the host, as data:/var/lib/data or /srv/data:/data:ro";

function toMount(given: unknown): Mount {
  if (!isMap(given)) {
    const [source = "", target = "", mode = ""] = (textOf(given) ?? "").split(":");
    const isReadOnly = mode.split(",").includes("ro");
    // SELinux labels and the like are for other hosts.
    const value = [source, target, ...(isReadOnly ? ["ro"] : [])].filter((part) => part !== "").join(":");
    return target === "" ? { source: "", target: source, isReadOnly, value } : { source, target, isReadOnly, value };
  }
  const { type, source, target, read_only: readOnly, tmpfs } = given;
  const isReadOnly = truthOf(readOnly);
  const value = {
    ...{ type, target },
    ...(source === undefined ? {} : { source }),
    ...(isReadOnly ? { read_only: true } : {}),
    ...(tmpfs === undefined ? {} : { tmpfs }),
  };
  return { source: textOf(source) ?? "", target: textOf(target) ?? "", isReadOnly, value };
}
