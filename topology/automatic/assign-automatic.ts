import type { Problem } from "../../support/problem";
import type { Topology } from "../model/topology";
import { addressPlan } from "../plan/build-plan";
import type { PeerPlan } from "../plan/peer-plans";
import type { ContainerConfiguration, FabricConfiguration } from "../schema/fabric-schema";
import { AUTO } from "../schema/primitives";
import type { Assigned, Choice } from "./assigned";
import { chooseAddresses } from "./choose-addresses";
import { chooseHosts } from "./choose-hosts";
import { givenAddresses, withAddresses } from "./given-addresses";
import { rememberedChoices } from "./remembered-choices";
import { findWishes, type Wish } from "./wishes";

/** What automatic choices depend on beside the configuration. */
export interface Known {
  /** What was assigned the last time. Default: nothing. */
  readonly assigned?: Assigned;
  /** The plans of other stacks on the LAN, whose addresses are not free. Default: none. */
  readonly peers?: readonly PeerPlan[];
}

/** A configuration without `auto`, and what was put in its place. */
export interface AssignedConfiguration {
  readonly configuration: FabricConfiguration;
  readonly choices: readonly Choice[];
  /** What to remember. */
  readonly assigned: Assigned;
  readonly problems: readonly Problem[];
}

/**
 * Puts hosts and addresses in the place of every `auto`. A container for which there is none is left out, and reported.
 *
 * @param toTopology the model of a configuration without `auto`
 */
export function assignAutomatic(
  configuration: FabricConfiguration,
  { assigned = {}, peers = [] }: Known,
  toTopology: (configuration: FabricConfiguration) => Topology,
): AssignedConfiguration {
  if (!Object.values(configuration.containers).some(isAutomatic)) {
    return { configuration, choices: [], assigned: {}, problems: [] };
  }
  const hosts = chooseHosts(configuration, assigned);
  const hostOf = new Map(hosts.choices.map(({ container, value }) => [container, value]));
  const placed = mapContainers(configuration, (container, name) => {
    const host = container.host === AUTO ? hostOf.get(name) : container.host;
    return host === undefined ? undefined : { ...container, host };
  });
  const fixed = toTopology(mapContainers(placed, (container) => mapAddresses(container, () => [])));
  const { wishes, problems } = findWishes(placed, fixed, assigned);
  const addresses = chooseAddresses(wishes, fixed, addressPlan(fixed, peers));
  const found = groupChoices(wishes, addresses.choices);
  const unmet = new Set([
    ...wishes.filter((wish) => !addresses.choices.has(wish)).map(({ container }) => container),
    ...problems.map(({ path }) => path.split(".")[1]),
  ]);
  return {
    configuration: mapContainers(placed, (container, name) =>
      unmet.has(name)
        ? undefined
        : mapAddresses(container, (part, network) => found.get(`${name} ${part} ${network}`) ?? [AUTO]),
    ),
    choices: [...hosts.choices, ...wishes.flatMap((wish) => addresses.choices.get(wish) ?? [])],
    assigned: rememberedChoices(Object.keys(placed.containers), hosts.choices, wishes, addresses.choices),
    problems: [...hosts.problems, ...problems, ...addresses.problems],
  };
}

function isAutomatic({ host, attach, bridges }: ContainerConfiguration): boolean {
  const addresses = [...Object.values(attach).flatMap(givenAddresses), ...Object.values(bridges)];
  return host === AUTO || addresses.includes(AUTO);
}

/** The configuration with other containers; those without a value are left out. */
function mapContainers(
  configuration: FabricConfiguration,
  change: (container: ContainerConfiguration, name: string) => ContainerConfiguration | undefined,
): FabricConfiguration {
  const containers = Object.entries(configuration.containers).flatMap(([name, container]) => {
    const changed = change(container, name);
    return changed === undefined ? [] : [[name, changed] as const];
  });
  return { ...configuration, containers: Object.fromEntries(containers) };
}

/** The container with addresses in the place of each `auto`; without any, it is not on that network. */
function mapAddresses(
  container: ContainerConfiguration,
  addressesOn: (part: Wish["part"], network: string) => readonly string[],
): ContainerConfiguration {
  const attach = Object.entries(container.attach).flatMap(([segment, given]) => {
    const all = givenAddresses(given);
    if (!all.includes(AUTO)) return [[segment, given] as const];
    const filled = all.flatMap((address) => (address === AUTO ? addressesOn("attach", segment) : [address]));
    return filled.length === 0 ? [] : [[segment, withAddresses(given, filled)] as const];
  });
  const bridges = Object.entries(container.bridges).flatMap(([bridge, given]) =>
    given === AUTO
      ? addressesOn("bridges", bridge).map((address) => [bridge, address] as const)
      : [[bridge, given] as const],
  );
  return { ...container, attach: Object.fromEntries(attach), bridges: Object.fromEntries(bridges) };
}

/** The addresses that were chosen, by container, part and network. */
function groupChoices(wishes: readonly Wish[], choices: ReadonlyMap<Wish, Choice>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const wish of wishes) {
    const key = `${wish.container} ${wish.part} ${wish.network}`;
    const value = choices.get(wish)?.value;
    if (value !== undefined) found.set(key, [...(found.get(key) ?? []), value]);
  }
  return found;
}
