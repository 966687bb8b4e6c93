import { UserError } from "../support/errors";
import { renderShell } from "../support/shell-script";
import { perlProgram } from "./perl-program";
import { hostFile, STATE_FOLDER } from "./render";

/** One question to one address. */
export interface ProbeLine {
  readonly id: string;
  /** The container that asks; absent: the host itself. */
  readonly container?: string;
  readonly method: "ping" | "arp" | "ndp" | "tcp";
  /** What `arp` and `ndp` leave by: a link of the host by name, or one of the container by an address in hexadecimal. */
  readonly link?: string;
  readonly port?: number;
  /** In hexadecimal. */
  readonly address: string;
  /** How often it is sent while no answer comes. */
  readonly tries: number;
}

/** What one script examines on one host. */
export interface ProbePlan {
  readonly probes: readonly ProbeLine[];
  /** Packets that are sent per second at most, by the host and by its containers. */
  readonly rate: number;
  /** Names of all containers to inspect. */
  readonly containers: readonly string[];
  /** Set to read links, addresses, routes, networks and the files of links too. */
  readonly state?: {
    readonly networks: readonly string[];
    /** Our links, which must come back after a reboot. */
    readonly links: readonly { readonly kind: "vlan" | "shim"; readonly link: string }[];
    /** Network namespaces of our routers. */
    readonly namespaces: readonly string[];
    /** The registry that runs there: the folder of its certificate, and the address and names that it must be for. */
    readonly registry?: {
      readonly folder: string;
      readonly names: readonly string[];
      /** The mirror beside it. */
      readonly mirror?: { readonly endpoint: string; readonly container: string };
    };
    /** The folder of the files that containers mount. */
    readonly files: string;
    /** Endpoint of the registry that the host is logged in to, wherever that runs. */
    readonly login?: string;
  };
}

/**
 * Renders the script that examines a host, for the stdin of `sh`. It changes nothing and leaves no file.
 * @throws UserError for a value with a line break or a tab
 */
export function renderProbe({ probes, rate, containers, state }: ProbePlan): string {
  const asked = state === undefined ? [] : containers.map((name) => `links\t${requireOneField(name)}`);
  const inside = probes.filter(({ container }) => container !== undefined).map(renderProbeLine);
  const values = {
    program: perlProgram(
      "probe-system.pl",
      "probe-space.pl",
      "probe-packets.pl",
      "probe-send.pl",
      "probe-receive.pl",
      "probe.pl",
    ),
    rate,
    host_probes: probes
      .filter(({ container }) => container === undefined)
      .map(renderProbeLine)
      .join("\n"),
    container_probes: [...asked, ...inside].join("\n"),
    containers: containers.map(requireOneField).join("\n"),
    networks: (state?.networks ?? []).map(requireOneField).join("\n"),
    links: (state?.links ?? []).map(({ kind, link }) => requireOneField(`${kind} ${link}`)).join("\n"),
    routers: (state?.namespaces ?? []).map(requireOneField).join("\n"),
    with_state: state === undefined ? "" : "yes",
    files: state?.files ?? "",
    certificate: state?.registry?.folder ?? "",
    registry_names: state?.registry?.names.map(requireOneField).join(" ") ?? "",
    registry_login: state?.login ?? "",
    registry_mirror: state?.registry?.mirror?.endpoint ?? "",
    mirror_container: state?.registry?.mirror?.container ?? "",
    state: STATE_FOLDER,
  };
  return [
    renderShell(
      values,
      ...["health.sh", "link-unit.sh", "router-unit.sh", "registry-answer.sh", "registry-check.sh", "probe.sh"].map(
        hostFile,
      ),
    ).trimEnd(),
    // All output goes through one pipe, which keeps the lines of programs that run at once whole. The brace closes with the
    // very last character, so that a script that was cut off in transit does nothing.
    ...["{ main </dev/null | cat", "}", ""],
  ].join("\n");
}

function renderProbeLine({ id, container = "", method, link = "", port, address, tries }: ProbeLine): string {
  return ["probe", id, container, method, link, port ?? "", address, tries].map(String).map(requireOneField).join("\t");
}

/** A value that goes into a field of a line, and must not start another one. */
export function requireOneField(text: string): string {
  if (!/[\t\n\r\0]/.test(text)) return text;
  throw new UserError(
    `the stack output contains a tab or line break in ${JSON.stringify(text)}: correct it, names and addresses have none`,
  );
}
