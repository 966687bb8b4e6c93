import { ownershipOf } from "../../components/assembly/ownership";
import type { FabricOutput } from "../../harness/contract";
import { normalise } from "../../topology/model/normalise";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { namedVolumes } from "../../topology/storage";
import { parseFabric } from "../../topology/schema/parse-configuration";
import { on } from "./lab-project";

/** What a stack makes on a host, by name. */
export interface Things {
  readonly networks: readonly string[];
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  /** VLAN subinterfaces. */
  readonly links: readonly string[];
  /** Network namespaces of routers; all named ones of a host count. */
  readonly routers: readonly string[];
}

const KINDS = ["networks", "containers", "volumes", "links", "routers"];

/** What the hosts have of a stack; every VLAN subinterface counts as one of its links. */
export async function presentThings(stack: string, fabric: FabricOutput): Promise<Record<string, Things>> {
  const label = `--filter label=macvlan-fabric.stack=${stack}`;
  const listed = Object.keys(fabric.hosts).map(async (host) => {
    const script = [
      `docker network ls ${label} --format 'networks {{.Name}}'`,
      `docker ps --all ${label} --format 'containers {{.Names}}'`,
      `docker volume ls ${label} --format 'volumes {{.Name}}'`,
      "ip -o link show type vlan | sed 's/^[0-9]*: //; s/@.*//; s/^/links /'",
      "ip netns list | sed 's/ .*//; s/^/routers /'",
    ].join("\n");
    const lines = (await on(host, fabric, script)).trim().split("\n");
    const of = (kind: string): string[] =>
      lines.flatMap((line) => (line.startsWith(`${kind} `) ? [line.slice(kind.length + 1)] : [])).sort();
    const [networks, containers, volumes, links, routers] = KINDS.map(of);
    return [host, { networks, containers, volumes, links, routers } as Things] as const;
  });
  return Object.fromEntries(await Promise.all(listed));
}

/** What the plan gives the hosts. */
export function plannedThings(stack: string, input: FabricInput): Record<string, Things> {
  const { topology } = normalise(parseFabric(input), stack);
  const { networks } = ownershipOf(topology);
  return Object.fromEntries(
    topology.hosts.map(({ name: host }) => {
      const own = networks.filter((each) => each.host === host);
      const containers = topology.containers.filter((each) => each.host === host).map(({ name }) => name);
      const registry = topology.registry?.host === host ? [`registry-${stack}`] : [];
      const links = topology.segments.flatMap(({ vlan, members }) =>
        members.flatMap((each) => (vlan !== undefined && each.host === host ? each.carrier : [])),
      );
      const volumes = namedVolumes(topology).flatMap((each) =>
        each.host === host ? [`macvlan-fabric-${stack}-${each.volume}`] : [],
      );
      const sorted: Things = {
        networks: own.map(({ network }) => network).sort(),
        containers: [...containers, ...registry].sort(),
        volumes: [...volumes, ...(topology.registry?.host === host ? [`macvlan-fabric-registry-${stack}`] : [])].sort(),
        links: [...new Set(links)].sort(),
        routers: topology.routers.flatMap((each) => (each.host === host ? each.namespace : [])).sort(),
      };
      return [host, sorted] as const;
    }),
  );
}
