import { UserError } from "../support/errors";
import { readShell, renderShell } from "../support/shell-script";
import { shellWord } from "../support/shell-word";
import { hostFile, STATE_FOLDER } from "./render";

/** One command that probes one address. */
export interface ProbeLine {
  readonly id: string;
  /** `arp` names the link to send from, `arp-by-mac` gives its MAC. */
  readonly method: "ping" | "tcp" | "arp" | "arp-by-mac";
  readonly link?: string;
  readonly port?: number;
  readonly address: string;
}

/** Probes that run in sequence; lanes run in parallel. */
export type Lane = readonly ProbeLine[];

/** What one script examines on one host. */
export interface ProbePlan {
  /** Seconds until a probe without an answer gives up. */
  readonly patience: number;
  /** Lanes in the host's own network namespace. */
  readonly host: readonly Lane[];
  /** Names of all containers to inspect. */
  readonly containers: readonly string[];
  /** Lanes in the network namespaces of containers: the outer lists run in parallel, the containers of a list in sequence. */
  readonly inside: readonly (readonly { readonly container: string; readonly lanes: readonly Lane[] }[])[];
  /** Set to read links, addresses, routes, networks and the files of links too. */
  readonly state?: {
    readonly networks: readonly string[];
    /** Our links, which must come back after a reboot. */
    readonly links: readonly { readonly kind: "vlan" | "shim"; readonly link: string }[];
  };
}

/**
 * Renders the script that examines a host, for the stdin of `sh`. It changes nothing and leaves no file.
 * @throws UserError for a value with a line break
 */
export function renderProbe({ patience, host, containers, inside, state }: ProbePlan): string {
  const values = {
    probe_lanes: readShell(hostFile("probe-lanes.sh")),
    patience,
    host_probes: renderLanes(host),
    containers: containers.map(requireOneLine).join("\n"),
    networks: (state?.networks ?? []).map(requireOneLine).join("\n"),
    links: (state?.links ?? []).map(({ kind, link }) => requireOneLine(`${kind} ${link}`)).join("\n"),
    with_state: state === undefined ? "" : "yes",
    state: STATE_FOLDER,
  };
  const calls = inside.map((jobs) => [
    "{",
    ...jobs.map(({ container, lanes }) => `inside ${shellWord(container)} ${shellWord(renderLanes(lanes))}`),
    "} &",
  ]);
  return [
    renderShell(values, hostFile("link-files.sh"), hostFile("probe.sh")).trimEnd(),
    ...["probe_containers() {", ":", ...calls.flat(), "}"],
    // The brace closes with the very last character, so that a script that was cut off in transit does nothing.
    ...["{ main </dev/null", "}", ""],
  ].join("\n");
}

/** The input of probe-lanes.sh. It begins with a line break, so that every probe is on a line of its own. */
function renderLanes(lanes: readonly Lane[]): string {
  if (lanes.length === 0) return "";
  return `\n${lanes.map((lane) => lane.map(renderProbeLine).join("")).join("\n")}`;
}

function renderProbeLine({ id, method, link = "-", port, address }: ProbeLine): string {
  return `${requireOneLine([id, method, link, port ?? "-", address].join(" "))}\n`;
}

/** A value that goes into a line of data, and must not start another one. */
function requireOneLine(text: string): string {
  if (!/[\n\r\0]/.test(text)) return text;
  throw new UserError(
    `the stack output contains a line break in ${JSON.stringify(text)}: correct it, names and addresses have none`,
  );
}
