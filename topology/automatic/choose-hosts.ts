import type { Problem } from "../../support/problem";
import { canonicalAddress } from "../ip";
import { segmentHosts } from "../model/members";
import { AUTO } from "../schema/primitives";
import type { ContainerConfiguration, FabricConfiguration } from "../schema/fabric-schema";
import type { Assigned, Choice } from "./assigned";
import { givenAddresses } from "./given-addresses";

/** The host of each container with `host: auto`, unless there is a problem with it. */
export interface ChosenHosts {
  readonly choices: readonly Choice[];
  readonly problems: readonly Problem[];
}

/**
 * Spreads containers over the hosts that carry all their segments: each keeps the host that it has had, and a new one comes to
 * the host with the fewest, of several the first in the configuration.
 */
export function chooseHosts(configuration: FabricConfiguration, assigned: Assigned): ChosenHosts {
  const { hosts, containers } = configuration;
  const load = new Load(Object.keys(hosts));
  const automatic: [string, ContainerConfiguration][] = [];
  for (const [name, container] of Object.entries(containers)) {
    if (container.host === AUTO) automatic.push([name, container]);
    else load.add(container.host, container);
  }
  const choices = new Map<string, Choice>();
  const choose = (name: string, container: ContainerConfiguration, value: string, rest: Partial<Choice>): void => {
    load.add(value, container);
    choices.set(name, { container: name, path: `containers.${name}.host`, kind: "host", value, isNew: false, ...rest });
  };
  const waiting = automatic.filter(([name, container]) => {
    const kept = assigned[name]?.host;
    if (kept === undefined || !load.hasRoom(kept, container) || !carriers(container, configuration).includes(kept))
      return true;
    choose(name, container, kept, {});
    return false;
  });
  const problems: Problem[] = [];
  for (const [name, container] of waiting) {
    const able = carriers(container, configuration);
    const value = load.least(able.filter((host) => load.hasRoom(host, container)));
    if (value === undefined) {
      problems.push({ path: `containers.${name}.host`, message: describeLack(container, able, configuration) });
      continue;
    }
    const before = assigned[name]?.host;
    const reason = before === undefined ? {} : { reason: `${before} ${whyNot(before, container, configuration)}` };
    choose(name, container, value, { isNew: true, ...reason });
  }
  // In the order of the configuration.
  return { choices: automatic.flatMap(([name]) => choices.get(name) ?? []), problems };
}

/** How many containers each host has, and at which addresses. */
class Load {
  private readonly counts: Map<string, number>;
  private readonly taken = new Set<string>();

  constructor(hosts: readonly string[]) {
    this.counts = new Map(hosts.map((host) => [host, 0]));
  }

  add(host: string, container: ContainerConfiguration): void {
    this.counts.set(host, (this.counts.get(host) ?? 0) + 1);
    for (const place of placesOf(host, container)) this.taken.add(place);
  }

  /** Whether the host has none of the container's addresses yet: a shared one may be there once on each. */
  hasRoom(host: string, container: ContainerConfiguration): boolean {
    return !placesOf(host, container).some((place) => this.taken.has(place));
  }

  least(hosts: readonly string[]): string | undefined {
    const fewest = Math.min(...hosts.map((host) => this.counts.get(host) ?? 0));
    return hosts.find((host) => this.counts.get(host) === fewest);
  }
}

function placesOf(host: string, { attach }: ContainerConfiguration): string[] {
  return Object.entries(attach).flatMap(([segment, given]) =>
    givenAddresses(given)
      .filter((address) => address !== AUTO)
      .map((address) => `${host} ${segment} ${canonicalAddress(address)}`),
  );
}

/** The hosts that carry all segments of a container; unknown ones are reported elsewhere. */
function carriers({ attach }: ContainerConfiguration, { hosts, segments }: FabricConfiguration): string[] {
  const known = Object.keys(attach).flatMap((name) => segments[name] ?? []);
  return Object.keys(hosts).filter((host) => known.every((segment) => segmentHosts(segment, hosts).includes(host)));
}

function describeLack(
  container: ContainerConfiguration,
  able: readonly string[],
  { hosts, segments }: FabricConfiguration,
): string {
  const names = Object.keys(container.attach).join(" and ");
  if (able.length > 0) {
    return `auto finds no host: ${able.join(", ")} ${able.length > 1 ? "have" : "has"} a container at the same address already. Ask for fewer, or add a host that carries ${names}`;
  }
  const each = Object.keys(container.attach).flatMap((name) => {
    const segment = segments[name];
    return segment === undefined ? [] : [`${name}: ${segmentHosts(segment, hosts).join(", ") || "none"}`];
  });
  return `auto finds no host that carries ${names} (${each.join("; ")}): let one host carry all of them, or take the container off one`;
}

function whyNot(host: string, container: ContainerConfiguration, configuration: FabricConfiguration): string {
  if (!Object.hasOwn(configuration.hosts, host)) return "is no longer a host";
  if (carriers(container, configuration).includes(host)) return "has a container at the same address";
  return `does not carry ${Object.keys(container.attach).join(" and ")}`;
}
