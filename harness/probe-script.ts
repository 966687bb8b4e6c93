import { renderProbe, type Lane, type ProbeLine } from "../host/probe";
import type { FabricOutput } from "./contract";
import { lanes, PATIENCE, type Probe } from "./probes";

/** What one script does on one host. */
export interface ScriptPlan {
  readonly host: string;
  readonly probes: readonly Probe[];
  /** Whether it also reads links, addresses, routes, networks, containers and the files of links. */
  readonly state: boolean;
}

/** Probes that run in parallel: in the host's own namespace, and in those of all containers together. */
const WIDTH = { host: 6, containers: 12 };

/**
 * The script of one host. It prints lines `@kind<TAB>field…`, read by
 * {@link import("./probe-output").parseProbeOutput}; what they mean is decided there, not on the host.
 */
export function probeScript(plan: ScriptPlan, output: FabricOutput): string {
  const used = new Set(plan.probes.flatMap(({ container }) => container ?? []));
  const all = Object.keys(output.containers).filter((name) => output.containers[name]?.host === plan.host);
  const own = plan.probes.filter(({ container }) => container === undefined);
  return renderProbe({
    patience: PATIENCE,
    host: lanes(own, WIDTH.host).map((lane) => lane.map(fromHost)),
    containers: plan.state ? all : all.filter((name) => used.has(name)),
    inside: insideContainers(all, plan.probes),
    ...(plan.state ? { state: stateOf(plan.host, output) } : {}),
  });
}

/** Seconds that the script may take altogether; generous, since the limit only ends what hangs. */
export function scriptSeconds(plan: ScriptPlan): number {
  const work = plan.probes.reduce((sum, { seconds }) => sum + seconds, 0);
  return Math.ceil(45 + (3 * work) / WIDTH.host);
}

/** The probes of containers: several containers in parallel, and several probes in each. */
function insideContainers(
  names: readonly string[],
  probes: readonly Probe[],
): { container: string; lanes: Lane[] }[][] {
  const jobs = names
    .map((container) => ({ container, probes: probes.filter((probe) => probe.container === container) }))
    .filter((job) => job.probes.length > 0)
    .map((job) => ({ ...job, seconds: job.probes.reduce((sum, { seconds }) => sum + seconds, 0) }));
  const outer = Math.min(jobs.length, WIDTH.containers / 2);
  const inner = Math.floor(WIDTH.containers / outer);
  return lanes(jobs, outer).map((group) =>
    group.map((job) => ({
      container: job.container,
      lanes: lanes(job.probes, inner).map((lane) => lane.map(fromContainer)),
    })),
  );
}

function fromHost({ id, method, link, port, address }: Probe): ProbeLine {
  return { id, method, ...(link === undefined ? {} : { link }), ...(port === undefined ? {} : { port }), address };
}

/** A container's links are found by their planned MACs. */
function fromContainer(probe: Probe): ProbeLine {
  const line = fromHost(probe);
  return line.method === "arp" ? { ...line, method: "arp-by-mac", link: (line.link ?? "").toLowerCase() } : line;
}

function stateOf(
  host: string,
  output: FabricOutput,
): {
  networks: string[];
  links: { kind: "vlan" | "shim"; link: string }[];
} {
  const segments = Object.values(output.segments).filter(({ hosts }) => host in hosts);
  return {
    networks: segments.map(({ network }) => network),
    links: segments.flatMap(({ vlan, hosts }) => {
      const { parent = "", shim } = hosts[host] ?? {};
      return [
        ...(vlan === undefined ? [] : [{ kind: "vlan" as const, link: parent }]),
        ...(shim === undefined ? [] : [{ kind: "shim" as const, link: shim.link }]),
      ];
    }),
  };
}
