import { parseSize } from "./sizes";

/** What a container has at a path of its own. */
export type Mount = VolumeMount | BindMount | TmpfsMount;

/** A volume of the stack on the container's host, by name. */
export interface VolumeMount extends Mounted {
  readonly kind: "volume";
  readonly source: string;
}

/** A file or folder of the host. */
export interface BindMount extends Mounted {
  readonly kind: "bind";
  readonly source: string;
}

/** A folder in memory. */
export interface TmpfsMount {
  readonly kind: "tmpfs";
  readonly target: string;
  /** Of the mount, such as `size=1048576`. */
  readonly options: string;
}

interface Mounted {
  readonly target: string;
  readonly isReadOnly: boolean;
}

/** What a name of a volume looks like. */
export const VOLUME_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}$/;

/** A path on a host or in a container. */
export const PATH = /^\/[^:]*$/;

/** A mount in Compose's short notation, `SOURCE:TARGET` or `SOURCE:TARGET:ro`; undefined for anything else. */
export function parseVolume(text: string): VolumeMount | BindMount | undefined {
  const [source = "", target = "", mode = "rw", ...rest] = text.split(":");
  if (!PATH.test(target) || !/^r[ow]$/.test(mode) || rest.length > 0) return undefined;
  const mount = { source, target, isReadOnly: mode === "ro" };
  if (PATH.test(source)) return { kind: "bind", ...mount };
  return VOLUME_NAME.test(source) ? { kind: "volume", ...mount } : undefined;
}

/** An entry of a container's `volumes`, in either notation. */
type Given =
  | string
  | {
      readonly type: Mount["kind"];
      readonly source?: string;
      readonly target: string;
      readonly read_only: boolean;
      readonly tmpfs?: { readonly size?: string | number; readonly mode?: string };
    };

/** The mounts of a container's `volumes`, in their order. */
export function mountsOf(volumes: readonly Given[]): Mount[] {
  return volumes.flatMap((given): Mount[] => {
    if (typeof given === "string") return [parseVolume(given) ?? []].flat();
    const { type, source = "", target, read_only: isReadOnly, tmpfs } = given;
    if (type !== "tmpfs") return [{ kind: type, source, target, isReadOnly }];
    const size = tmpfs?.size === undefined ? [] : [`size=${parseSize(tmpfs.size) ?? 0}`];
    const mode = tmpfs?.mode === undefined ? [] : [`mode=${tmpfs.mode}`];
    return [{ kind: "tmpfs", target, options: [...(isReadOnly ? ["ro"] : []), ...size, ...mode].join(",") }];
  });
}
