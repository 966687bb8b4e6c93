import { DRIVERS, type DriverName } from "../drivers";
import type { Segment, Topology } from "../model/topology";
import { requirementsOf } from "../requirements/find-requirements";
import { bindPaths, type BindPath } from "../storage";
import type { Requirement } from "../requirements/requirement";

/** What the plan needs from a host. */
export interface HostNeeds {
  readonly stack: string;
  readonly host: string;
  /** Its address on the bridged LAN. */
  readonly address: string;
  /** In bytes, as the configuration has it. */
  readonly mtu: number;
  /** The NIC on the bridged LAN first. */
  readonly nics: readonly NicNeeds[];
  /** Modules of the kernel, each with what needs it. */
  readonly modules: Readonly<Record<string, string>>;
  /** Programs that the scripts on the host run. */
  readonly tools: readonly string[];
  /** What containers mount of the host's own files. */
  readonly binds: readonly BindPath[];
  /** The oldest engine that the configuration accepts. */
  readonly docker?: string;
  readonly requirements: readonly Requirement[];
}

export interface NicNeeds {
  readonly nic: string;
  /** Where the configuration names it, such as `hosts.docker01.nics.iot`. */
  readonly path: string;
  readonly segments: readonly CarriedSegment[];
}

/** A segment that a NIC carries. */
export interface CarriedSegment {
  /** Such as `segments.vlan10`. */
  readonly path: string;
  readonly driver: DriverName;
  /** The NIC itself, or its subinterface. */
  readonly carrier: string;
  readonly vlan?: number;
  /** In bytes; absent for that of the NIC. */
  readonly mtu?: number;
}

/** Programs that every host needs, of those that some Linux lacks. */
const TOOLS = ["flock", "ip", "modprobe", "perl", "systemctl", "systemd-escape", "timeout"];

/** Programs that a router needs besides; both come with iptables 1.8. */
const ROUTER_TOOLS = ["iptables-nft-restore", "ip6tables-nft-restore"];

/** What the plan needs from each host. */
export function hostNeeds(topology: Topology): HostNeeds[] {
  const requirements = requirementsOf(topology);
  return topology.hosts.map(({ name: host, address, mtu, nic, nics, docker }) => {
    const named = [
      { nic, path: `hosts.${host}.nic` },
      ...Object.entries(nics).map(([on, other]) => ({ nic: other, path: `hosts.${host}.nics.${on}` })),
    ];
    const carried = named.map((each) => ({ ...each, segments: carriedBy(each.nic, host, topology.segments) }));
    const [router] = topology.routers.filter((each) => each.host === host);
    const modules = {
      ...modulesFor(carried),
      ...(router === undefined ? {} : { nf_tables: `routers.${router.name}` }),
    };
    return {
      ...{ stack: topology.stack, host, address, mtu, nics: carried, modules },
      tools: [
        ...TOOLS,
        ...(needsOpenssl(host, topology) ? ["openssl"] : []),
        ...(router === undefined ? [] : ROUTER_TOOLS),
      ],
      binds: bindPaths(topology, host),
      ...(docker === undefined ? {} : { docker }),
      requirements: requirements.filter((each) => each.host === host),
    };
  });
}

/** For certificates on the registry's host; to see that a registry with a login lets nobody else in, on every host. */
function needsOpenssl(host: string, { registry }: Topology): boolean {
  return registry !== undefined && (registry.host === host || registry.access !== undefined);
}

function carriedBy(nic: string, host: string, segments: readonly Segment[]): CarriedSegment[] {
  return segments.flatMap(({ name, driver, vlan, mtu, members }) => {
    const member = members.find((each) => each.host === host && each.nic === nic);
    if (member === undefined) return [];
    const { carrier } = member;
    return [
      {
        ...{ path: `segments.${name}`, driver, carrier },
        ...(vlan === undefined ? {} : { vlan }),
        ...(mtu === undefined ? {} : { mtu }),
      },
    ];
  });
}

/** The first segment that needs a module speaks for all. */
function modulesFor(nics: readonly NicNeeds[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { path, driver, vlan } of nics.flatMap(({ segments }) => segments)) {
    if (vlan !== undefined) found["8021q"] ??= `${path}.vlan`;
    found[DRIVERS[driver].linkType] ??= path;
  }
  return found;
}
