/** What one probe showed. */
export interface ProbeResult {
  /** `silence`: it was sent, and nobody answered. `failure`: it could not be sent. */
  readonly kind: "answer" | "silence" | "failure";
  /** Round trip in milliseconds. */
  readonly rttMs?: number;
  /** Who answered, also whom else the request made answer. */
  readonly macs: readonly string[];
  readonly text: string;
}

export interface DockerContainer {
  readonly status: string;
  /** Why it does not run: the exit code, or what Docker said when it tried to start it; absent where neither is known. */
  readonly ended?: string;
  readonly image: string;
  /** Its addresses by network. */
  readonly networks: ReadonlyMap<string, readonly string[]>;
  /** `healthy`, `unhealthy`, `starting`; absent without a health check. */
  readonly health?: string;
  /** Why it is unhealthy: how its last check ended, and the last lines of its log. */
  readonly unhealthy: readonly string[];
  /** Absent: it has Docker's own hosts file. */
  readonly hostsFile?: HostsFileSeen;
  /** The files that were written for it, by path in the container. */
  readonly files: ReadonlyMap<string, FileSeen>;
}

/** A file that was written for a container. Each text is `MODE UID:GID SHA256`, as much of it as there is. */
export interface FileSeen {
  readonly planned: string;
  readonly onHost: string;
  /** SHA-256 of what the container sees; empty where there is none. */
  readonly inside: string;
}

/** A hosts file that was made for a container. */
export interface HostsFileSeen {
  /** On the host. */
  readonly path: string;
  /** SHA-256 of its content, and of what the container has as /etc/hosts; empty where there is none. */
  readonly onHost: string;
  readonly inside: string;
}

export interface DockerNetwork {
  readonly driver: string;
  readonly internal: boolean;
  readonly options: Readonly<Record<string, string>>;
  readonly pools: readonly { readonly subnet: string; readonly gateway: string; readonly ipRange: string }[];
}

/** A link in a container's namespace. */
export interface OwnLink {
  readonly mac: string;
  /** Lasting addresses, in hexadecimal. */
  readonly addresses: readonly string[];
}

/** A link of the host, as `ip -d -j address` prints it. */
export interface HostLink {
  readonly name: string;
  /** The link below it. */
  readonly parent?: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly mac: string;
  readonly kind: string;
  readonly mode: string;
  readonly vlan?: number;
  readonly addresses: readonly LinkAddress[];
}

export interface LinkAddress {
  /** With prefix length. */
  readonly text: string;
  /** Whether the kernel made it: link-local IPv6, or from a router's advertisement. */
  readonly isAutomatic: boolean;
}

/** A router, as its namespace shows it; without links where there is no namespace. */
export interface RouterSeen {
  readonly links: readonly HostLink[];
  /** Values of the kernel's settings, by name, such as `ipv4/ip_forward`. */
  readonly settings: ReadonlyMap<string, string>;
  /** Rules of each family, each with its table in front, without counters. */
  readonly rules: Readonly<Record<4 | 6, readonly string[]>>;
  /** `SUBNET NEXT-HOP`, for routes over a next hop. */
  readonly routes: readonly string[];
  /** Whether it comes back after a reboot: `present`, or what is missing. */
  readonly kept: string;
}

/** Everything that one run of the probe script printed. Plain facts, no judgement. */
export interface ProbeOutput {
  /** False: the script did not reach its end, so nothing follows from what is absent. */
  readonly complete: boolean;
  readonly probes: ReadonlyMap<string, ProbeResult>;
  /** Messages of the program that sends probes. */
  readonly proberSays: readonly string[];
  /** Tools that the host lacks. */
  readonly missing: ReadonlySet<string>;
  /** Exit status of `docker inspect`; absent if it did not run. */
  readonly dockerStatus?: number;
  /** Docker's other messages, such as why it does not answer. */
  readonly dockerSays: readonly string[];
  /** Version of the engine. */
  readonly engine?: string;
  readonly containers: ReadonlyMap<string, DockerContainer>;
  readonly networks: ReadonlyMap<string, DockerNetwork>;
  /** By container: its links. */
  readonly own: ReadonlyMap<string, readonly OwnLink[]>;
  readonly links: readonly HostLink[];
  readonly defaultRoutes: readonly string[];
  /** By link: `present`, or what it lacks to come back after a reboot. */
  readonly kept: ReadonlyMap<string, string>;
  /** Links that were there before us. */
  readonly adopted: ReadonlySet<string>;
  /** What OpenSSL says about the registry's certificate, if that is there: `valid`, or what is wrong. */
  readonly certificates: readonly string[];
  /** Status of the registry's answer without a login and with the host's; empty for none. Absent: it was not asked. */
  readonly registry?: { readonly anonymous: string; readonly loggedIn: string };
  /** Status of the mirror's answer, empty for none, and what it has last ended of. Absent: it was not asked. */
  readonly mirror?: { readonly answer: string; readonly ended: string };
  /** The routers whose namespaces there are, by namespace. */
  readonly routers: ReadonlyMap<string, RouterSeen>;
}

/** Why Docker does not answer; undefined if it does, including when it answers that something does not exist. */
export function dockerProblem({ dockerStatus, dockerSays }: ProbeOutput): string | undefined {
  if (dockerStatus === 124) return "no answer within 30 s";
  return dockerSays.find((line) => !/no such |network .* not found|^\[\]$/i.test(line));
}
