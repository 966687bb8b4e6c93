import { renderInContainers } from "./in-containers";

/** A link to listen on. */
export interface TraceLine {
  readonly id: string;
  /** The container, or the network namespace of the host, whose link it is; with neither, it is the host's own. */
  readonly container?: string;
  readonly namespace?: string;
  /** A link by name, or one of the container by an address in hexadecimal. */
  readonly link: string;
}

export interface TracePlan {
  readonly hops: readonly TraceLine[];
  /** In hexadecimal. */
  readonly source: string;
  readonly target: string;
  /** How long to listen. */
  readonly seconds: number;
}

/**
 * Renders the script that hears what passes between two addresses, for the stdin of `sh`. It changes nothing and leaves nothing.
 * @throws UserError for a value with a line break or a tab
 */
export function renderTrace({ hops, source, target, seconds }: TracePlan): string {
  return renderInContainers({
    files: ["trace.pl"],
    args: [seconds, source, target],
    rows: hops.map(({ id, container = "", namespace = "", link }) => ["hop", id, container, namespace, link]),
    containers: hops.map(({ container }) => container),
  });
}
