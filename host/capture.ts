import { renderInContainers } from "./in-containers";

/** A link to record. */
export interface CaptureLine {
  readonly id: string;
  /** The container whose link it is; absent: the host's own. */
  readonly container?: string;
  /** A link of the host by name, or one of the container by an address in hexadecimal. */
  readonly link: string;
  /** VLAN IDs whose tags the kernel takes off there. */
  readonly vlans: readonly number[];
}

/**
 * Renders the script that records frames, for the stdin of `sh`. It changes nothing and leaves nothing.
 * @param port of the login, whose frames are left out
 * @throws UserError for a value with a line break or a tab
 */
export function renderCapture(lines: readonly CaptureLine[], port: number, seconds: number): string {
  return renderInContainers({
    files: ["capture.pl"],
    args: [seconds, port],
    rows: lines.map(({ id, container = "", link, vlans }) => ["link", id, container, link, vlans.join(",")]),
    containers: lines.map(({ container }) => container),
  });
}
