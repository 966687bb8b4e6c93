import { renderProbe, type ProbeLine } from "../host/probe";
import { filesFolder } from "../host/container-scripts";
import { certificateFolder, mirrorContainer } from "../host/registry-scripts";
import type { FabricOutput, RegistryOutput } from "./contract";
import { addressKey, type Probe } from "./probes";

/** What one script does on one host. */
export interface ScriptPlan {
  readonly host: string;
  readonly probes: readonly Probe[];
  /** Whether it also reads links, addresses, routes, networks, containers and the files of links. */
  readonly state: boolean;
}

/**
 * Packets per second on all hosts together. A macvlan link queues 1,000 broadcasts for its children and drops the rest, and
 * each broadcast costs a host as many copies as it has containers on the segment.
 */
const RATE = 800;

/**
 * The script of one host. It prints lines `@kind<TAB>field…`, read by
 * {@link import("./parse-probe-output").parseProbeOutput}; what they mean is decided there, not on the host.
 */
export function probeScript(plan: ScriptPlan, output: FabricOutput): string {
  const used = new Set(plan.probes.flatMap(({ container }) => container ?? []));
  const all = Object.keys(output.containers).filter((name) => output.containers[name]?.host === plan.host);
  return renderProbe({
    rate: rateOf(output),
    probes: plan.probes.map(toLine),
    containers: plan.state ? all : all.filter((name) => used.has(name)),
    ...(plan.state ? { state: stateOf(plan.host, output) } : {}),
  });
}

function rateOf({ hosts }: FabricOutput): number {
  return Math.max(20, Math.round(RATE / Math.max(1, Object.keys(hosts).length)));
}

/** Seconds that the script may take altogether; generous, since the limit only ends what hangs. */
export function scriptSeconds({ probes, state }: ScriptPlan, output: FabricOutput): number {
  const packets = probes.reduce((sum, { tries }) => sum + tries, 0);
  // With the state comes a minute for what has just started.
  return Math.ceil((state ? 120 : 60) + (3 * packets) / rateOf(output));
}

function toLine({ id, container, method, link, port, address, tries }: Probe): ProbeLine {
  return {
    id,
    ...(container === undefined ? {} : { container }),
    method,
    ...(link === undefined ? {} : { link: container === undefined ? link : addressKey(link) }),
    ...(port === undefined ? {} : { port }),
    address: addressKey(address),
    tries,
  };
}

function stateOf(
  host: string,
  output: FabricOutput,
): {
  networks: string[];
  links: { kind: "vlan" | "shim"; link: string }[];
  namespaces: string[];
  files: string;
  registry?: { folder: string; names: string[]; mirror?: { endpoint: string; container: string } };
  login?: string;
} {
  const segments = Object.values(output.segments).filter(({ hosts }) => host in hosts);
  const bridges = bridgesOf(host, output).map((name) => output.bridges[name]?.network ?? name);
  const { stack, registry, hosts } = output;
  const folder = certificateFolder(stack);
  return {
    ...(registry?.host === host
      ? {
          registry: {
            folder,
            names: certifiedNames(registry, hosts[host]?.address ?? ""),
            ...mirrorOf(registry, stack),
          },
        }
      : {}),
    ...(registry?.access === undefined ? {} : { login: registry.endpoint }),
    files: filesFolder(stack),
    networks: [...segments.map(({ network }) => network), ...bridges],
    namespaces: Object.values(output.routers ?? {}).flatMap((router) => (router.host === host ? router.namespace : [])),
    links: segments.flatMap(({ vlan, hosts }) => {
      const { parent = "", shim } = hosts[host] ?? {};
      return [
        ...(vlan === undefined ? [] : [{ kind: "vlan" as const, link: parent }]),
        ...(shim === undefined ? [] : [{ kind: "shim" as const, link: shim.link }]),
      ];
    }),
  };
}

/** What the registry's certificate must be for: one from elsewhere need not know an address that nobody uses. */
function certifiedNames({ endpoint, names = [], certificate }: RegistryOutput, address: string): string[] {
  const called = endpoint.replace(/:\d+$/, "").replaceAll(/[[\]]/g, "");
  return [...new Set([called, ...(certificate === "given" ? [] : [address]), ...names])];
}

function mirrorOf({ mirror }: RegistryOutput, stack: string): { mirror?: { endpoint: string; container: string } } {
  return mirror === undefined ? {} : { mirror: { endpoint: mirror.endpoint, container: mirrorContainer(stack) } };
}

/** The bridges that a host has: those of its containers. */
export function bridgesOf(host: string, { containers, bridges }: FabricOutput): string[] {
  const own = Object.values(containers).filter((container) => container.host === host);
  return Object.keys(bridges).filter((name) => own.some((container) => Object.hasOwn(container.bridges ?? {}, name)));
}
