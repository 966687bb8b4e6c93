import type { Engine } from "../../lab/image/engines";
import { familyOf } from "../../topology/ip";
import { Misfit, type Random } from "./random";

/** The configuration that edits work on: a part of what the schema takes, each thing written in one way. */
export interface Lab {
  lan: { subnet: string; gateway: string };
  hosts: Record<string, Host>;
  segments: Record<string, Segment>;
  bridges: Record<string, Bridge>;
  registry?: { host: string; port: number };
  images: Record<string, { tag: string; source: string }>;
  containers: Record<string, Container>;
}

export interface Host {
  address: string;
  nic: string;
  vm: { kind: "lab"; docker: Engine };
}

export interface Segment {
  network: string;
  driver: "macvlan" | "ipvlan";
  mode?: "bridge" | "private" | "vepa";
  vlan?: number;
  internal?: true;
  slaac?: true;
  mtu?: number;
  hosts?: string[];
  hostAddresses?: Record<string, string>;
  links?: Record<string, string>;
  shims?: Record<string, string[]>;
  subnets: Subnet[];
}

export interface Subnet {
  subnet: string;
  gateway?: string;
  pool?: { size: number };
}

export interface Bridge {
  network: string;
  subnet: string;
  gateway: string;
}

export interface Container {
  host: string;
  image: string;
  attach: Record<string, { address: string[]; mac?: string }>;
  bridges: Record<string, string>;
  defaultGateway?: string;
  command?: string[];
  capabilities?: string[];
  memory?: number;
  pids?: number;
  files?: Record<string, { content: string; on_change: "restart" | "replace" | "nothing" }>;
  volumes?: string[];
  healthcheck?: { test: string; interval: string };
  /** By name of the other container. */
  depends_on?: Record<string, { condition: "service_started" | "service_healthy" }>;
}

export const MAX_CONTAINERS = 15;

/** Hosts that carry a segment. */
export function membersOf(lab: Lab, { hosts }: Segment): string[] {
  return hosts ?? Object.keys(lab.hosts);
}

/** Segments that a host carries. */
export function segmentsOn(lab: Lab, host: string): string[] {
  return Object.entries(lab.segments).flatMap(([name, segment]) =>
    membersOf(lab, segment).includes(host) ? [name] : [],
  );
}

/** `172.16.10.` or `fd00:10::`, to which a number is added. */
export function prefixOf(subnet: string): string {
  return subnet.replace(/0\/24$|\/64$/, "");
}

/** A subnet in which nothing else of the lab lies by design: numbers are the same for VLANs and both families. */
export function drawSubnet(family: 4 | 6, random: Random): string {
  const number = random.integer(10, 49);
  return family === 4 ? `172.16.${number}.0/24` : `fd00:${number}::/64`;
}

/** One address of each family that a segment has, below its automatic ranges. */
export function drawAddresses({ subnets }: Segment, random: Random): string[] {
  return familiesOf(subnets).map((family) => drawAddress(family, subnets, random));
}

export function drawAddress(family: 4 | 6, subnets: readonly Subnet[], random: Random): string {
  const fitting = subnets.filter(({ subnet }) => familyOf(subnet) === family);
  return `${prefixOf(random.pick(fitting).subnet)}${random.integer(10, 99)}`;
}

export function familiesOf(subnets: readonly Subnet[]): (4 | 6)[] {
  return [...new Set(subnets.map(({ subnet }) => familyOf(subnet)))];
}

/** A key that is not in use: a letter and a number. */
export function freshName(prefix: string, taken: object, random: Random): string {
  const name = `${prefix}${random.integer(1, 99)}`;
  if (name in taken) throw new Misfit(`${name} is in use`);
  return name;
}

export function names(map: object): string[] {
  return Object.keys(map);
}

/** An entry that is known to be there. */
export function entry<T>(map: Readonly<Record<string, T>>, name: string): T {
  const found = map[name];
  if (found === undefined) throw new Misfit(`there is no ${name}`);
  return found;
}

/** Removes what belongs to keys that are not kept. */
export function keepOnly(map: object | undefined, kept: readonly string[]): void {
  for (const name of Object.keys(map ?? {})) if (!kept.includes(name)) Reflect.deleteProperty(map ?? {}, name);
}
