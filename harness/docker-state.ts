import { isOlder } from "../topology/docker-version";
import { DRIVERS } from "../topology/drivers";
import type { FabricOutput, SegmentOutput } from "./contract";
import { listed } from "./link-state";
import { compareContainer } from "./container-state";
import { dockerProblem, type DockerNetwork, type ProbeOutput } from "./probe-output";
import { bridgesOf } from "./probe-script";
import type { Comparison } from "./state-item";

/** Engine, networks and containers. A daemon that does not answer is one item, since nothing is known about the rest. */
export function compareDocker(host: string, output: FabricOutput, seen: ProbeOutput): Comparison[] {
  const problem = dockerProblem(seen);
  if (problem !== undefined && seen.containers.size + seen.networks.size === 0) {
    return [{ subject: "Docker", property: "state", desired: "answering", observed: problem }];
  }
  const segments = Object.values(output.segments).filter(({ hosts }) => host in hosts);
  return [
    compareEngine(host, output, seen),
    ...segments.flatMap((segment) => compareSegmentNetwork(host, segment, seen)),
    ...bridgesOf(host, output).flatMap((name) => compareBridge(name, output, seen)),
    ...Object.keys(output.containers).flatMap((name) => compareContainer(name, host, output, seen)),
  ];
}

/** An older engine than the host was prepared with may lack what the plan needs; package managers install newer ones. */
function compareEngine(host: string, { hosts }: FabricOutput, { engine = "unknown" }: ProbeOutput): Comparison {
  const { docker = "" } = hosts[host] ?? {};
  const ok = engine !== "unknown" && !isOlder(engine, docker);
  const desired = docker === "" ? "any" : `${docker} or later`;
  return { subject: "Docker", property: "version", desired, observed: engine, ok };
}

function compareSegmentNetwork(host: string, segment: SegmentOutput, seen: ProbeOutput): Comparison[] {
  const { network, driver, mode, subnets, hosts } = segment;
  const { parent = "", ipRanges = {} } = hosts[host] ?? {};
  const planned = subnets.map(({ subnet, gateway }) => ({ subnet, gateway, ipRange: ipRanges[subnet] }));
  const found = seen.networks.get(network);
  const isInternal = subnets.every(({ gateway }) => gateway === undefined);
  return compareNetwork(network, found, [
    ...compareKind(driver, found),
    {
      property: "mode",
      desired: mode,
      observed: found?.options[DRIVERS[driver].modeOption] ?? DRIVERS[driver].modes[0],
    },
    { property: "parent", desired: parent, observed: found?.options["parent"] || "none" },
    { property: "internal", desired: yesNo(isInternal), observed: yesNo(found?.internal) },
    ...comparePools(planned, found),
  ]);
}

function compareBridge(name: string, { bridges }: FabricOutput, seen: ProbeOutput): Comparison[] {
  const { network = name, subnet = "", gateway } = bridges[name] ?? {};
  const found = seen.networks.get(network);
  return compareNetwork(network, found, [
    ...compareKind("bridge", found),
    ...comparePools([{ subnet, gateway, ipRange: undefined }], found),
  ]);
}

type Properties = readonly Omit<Comparison, "subject">[];

function compareNetwork(network: string, found: DockerNetwork | undefined, properties: Properties): Comparison[] {
  const subject = `network ${network}`;
  if (found === undefined) return [{ subject, property: "state", desired: "present", observed: "absent" }];
  return properties.map((property) => ({ subject, ...property }));
}

function compareKind(driver: string, found: DockerNetwork | undefined): Properties {
  return [{ property: "driver", desired: driver, observed: found?.driver ?? "none" }];
}

interface PlannedPool {
  readonly subnet: string;
  readonly gateway: string | undefined;
  readonly ipRange: string | undefined;
}

/** All subnets, because an unplanned one is on the wire too, with the gateway and ip-range of each planned one. */
function comparePools(planned: readonly PlannedPool[], found: DockerNetwork | undefined): Properties {
  const pools = found?.pools ?? [];
  const label = planned.length === 1 ? "" : " of ";
  return [
    {
      property: "subnets",
      desired: listed(planned.map(({ subnet }) => subnet)),
      observed: listed(pools.map(({ subnet }) => subnet)),
    },
    ...planned.flatMap(({ subnet, gateway, ipRange }) => {
      const pool = pools.find((one) => one.subnet === subnet);
      if (pool === undefined) return [];
      const of = label === "" ? "" : `${label}${subnet}`;
      return [
        { property: `gateway${of}`, desired: gateway ?? "none", observed: pool.gateway || "none" },
        { property: `ip-range${of}`, desired: ipRange ?? "none", observed: pool.ipRange || "none" },
      ];
    }),
  ];
}

function yesNo(value: boolean | undefined): string {
  return value === true ? "yes" : "no";
}
