import { isMap, listOf, textOf, type Raw } from "./raw";
import type { ServiceContext } from "./service-context";

const RELATIVE = "a folder beside the Compose file, wherever that was: write the whole path, such as /srv/data:/data";

/** Volumes and folders of the host; folders beside the Compose file have no fixed place. */
export function volumesOf(value: unknown, { leave }: ServiceContext): Raw {
  const volumes = listOf(value).filter((volume) => {
    const source = isMap(volume) ? textOf(volume["source"]) : sourceOf(textOf(volume) ?? "");
    if (!/^[.~]/.test(source ?? "")) return true;
    leave(`volumes (${source ?? ""})`, RELATIVE);
    return false;
  });
  return volumes.length === 0 ? {} : { volumes };
}

/** Of `SOURCE:TARGET[:MODE]`; a target alone is a volume without a name. */
function sourceOf(volume: string): string | undefined {
  const parts = volume.split(":");
  return parts.length === 1 ? undefined : parts[0];
}
