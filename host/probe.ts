import { readShell, renderShell } from "../support/shell-script";
import { oneLine, shellWord } from "../support/shell-word";
import { hostFile, STATE_FOLDER } from "./render";

/** One command that tries one address. */
export interface ProbeLine {
  readonly id: string;
  /** `arp` leaves by the link of a name, `arp-by-mac` by the link of a MAC. */
  readonly method: "ping" | "tcp" | "arp" | "arp-by-mac";
  readonly link?: string;
  readonly port?: number;
  readonly address: string;
}

/** Probes that run one after the other; lanes run side by side. */
export type Lane = readonly ProbeLine[];

/** What one script looks at on one host. */
export interface ProbePlan {
  /** Seconds until a probe without an answer gives up. */
  readonly patience: number;
  /** Lanes in the host's own network namespace. */
  readonly host: readonly Lane[];
  /** Names of all containers to inspect. */
  readonly containers: readonly string[];
  /** Lanes in network namespaces of containers: the outer lists run side by side, the containers of one after each other. */
  readonly inside: readonly (readonly { readonly container: string; readonly lanes: readonly Lane[] }[])[];
  /** Whether links, addresses, routes, networks and what keeps links over a reboot are read too. */
  readonly state?: {
    readonly networks: readonly string[];
    /** Links of ours that have to come back after a reboot. */
    readonly links: readonly { readonly kind: "vlan" | "shim"; readonly link: string }[];
  };
}

/**
 * Renders the script that looks at a host, for the stdin of `sh`. It changes nothing and leaves no file.
 * @throws UserError for a value with a line break
 */
export function renderProbe({ patience, host, containers, inside, state }: ProbePlan): string {
  const values = {
    probe_lanes: readShell(hostFile("probe-lanes.sh")),
    patience,
    host_probes: linesOf(host),
    containers: containers.map(oneLine).join("\n"),
    networks: (state?.networks ?? []).map(oneLine).join("\n"),
    links: (state?.links ?? []).map(({ kind, link }) => oneLine(`${kind} ${link}`)).join("\n"),
    with_state: state === undefined ? "" : "yes",
    state: STATE_FOLDER,
  };
  const calls = inside.map((jobs) => [
    "{",
    ...jobs.map(({ container, lanes }) => `inside ${shellWord(container)} ${shellWord(linesOf(lanes))}`),
    "} &",
  ]);
  return [
    renderShell(values, hostFile("link-files.sh"), hostFile("probe.sh")).trimEnd(),
    ...["probe_containers() {", ":", ...calls.flat(), "}"],
    // The bracket closes with the very last character: a script that was cut off anywhere on its way does nothing.
    ...["{ main </dev/null", "}", ""],
  ].join("\n");
}

/** The input of probe-lanes.sh; it begins with a line break, so that every probe stands on a line of its own. */
function linesOf(lanes: readonly Lane[]): string {
  if (lanes.length === 0) return "";
  return `\n${lanes.map((lane) => lane.map(line).join("")).join("\n")}`;
}

function line({ id, method, link = "-", port, address }: ProbeLine): string {
  return `${oneLine([id, method, link, port ?? "-", address].join(" "))}\n`;
}
