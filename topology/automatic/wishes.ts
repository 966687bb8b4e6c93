import type { Problem } from "../../support/problem";
import { familyOf } from "../ip";
import type { Segment, Topology } from "../model/topology";
import { bridgePlace } from "../plan/bridge-addresses";
import { placeOf } from "../plan/segment-places";
import type { ContainerConfiguration, FabricConfiguration } from "../schema/fabric-schema";
import { AUTO } from "../schema/primitives";
import type { Assigned } from "./assigned";
import { givenAddresses } from "./given-addresses";

/** One address that a container wants. */
export interface Wish {
  readonly container: string;
  /** Where the container runs: each host has a bridge of its own. */
  readonly host: string;
  /** The part of the container, and the segment or bridge, that the address is for. */
  readonly part: "attach" | "bridges";
  readonly network: string;
  /** Where the `auto` is written. */
  readonly path: string;
  /** Where the address may lie, the preferred subnet first; all of one family. */
  readonly places: readonly { readonly subnet: string; readonly domain: string }[];
  /** What it was the last time. */
  readonly remembered?: string;
}

/** What is wanted, in the order of the configuration; whatever is on an unknown segment or bridge is reported elsewhere. */
export function findWishes(
  { containers }: FabricConfiguration,
  { segments, bridges }: Topology,
  assigned: Assigned,
): { readonly wishes: Wish[]; readonly problems: Problem[] } {
  const segmentNamed = new Map(segments.map((segment) => [segment.name, segment]));
  const bridgeNamed = new Map(bridges.map((bridge) => [bridge.name, bridge]));
  const wishes: Wish[] = [];
  const problems: Problem[] = [];
  for (const [name, container] of Object.entries(containers)) {
    for (const [key, given] of Object.entries(container.attach)) {
      const segment = segmentNamed.get(key);
      if (segment === undefined || !givenAddresses(given).includes(AUTO)) continue;
      const path = `containers.${name}.attach.${key}`;
      const families = missingFamilies(segment, givenAddresses(given));
      if (families.length === 0) problems.push({ path, message: describeNothingLeft(segment, given) });
      const remembered = listOf(assigned[name]?.attach?.[key]);
      for (const family of families) {
        const known = remembered.find((address) => familyOf(address) === family);
        const whose = { container: name, host: container.host, part: "attach", network: key, path } as const;
        wishes.push({
          ...whose,
          places: placesIn(segment, family),
          ...(known === undefined ? {} : { remembered: known }),
        });
      }
    }
    for (const [key, given] of Object.entries(container.bridges)) {
      const bridge = bridgeNamed.get(key);
      if (bridge === undefined || given !== AUTO) continue;
      // On another host, it may be the address of a container that stays there.
      const known = assigned[name]?.host === container.host ? assigned[name].bridges?.[key] : undefined;
      wishes.push({
        ...{
          container: name,
          host: container.host,
          part: "bridges",
          network: key,
          path: `containers.${name}.bridges.${key}`,
        },
        places: [bridgePlace(bridge, container.host)],
        ...(known === undefined ? {} : { remembered: known }),
      });
    }
  }
  return { wishes, problems };
}

/** The families of a segment of which no address is given. */
function missingFamilies({ subnets }: Segment, given: readonly string[]): (4 | 6)[] {
  const fixed = given.filter((address) => address !== AUTO).map(familyOf);
  return [...new Set(subnets.map(({ subnet }) => familyOf(subnet)))].filter((family) => !fixed.includes(family));
}

function placesIn(segment: Segment, family: 4 | 6): Wish["places"] {
  const { domain } = placeOf(segment);
  return segment.subnets.filter(({ subnet }) => familyOf(subnet) === family).map(({ subnet }) => ({ subnet, domain }));
}

function describeNothingLeft({ name }: Segment, given: ContainerConfiguration["attach"][string]): string {
  const fixed = givenAddresses(given).filter((address) => address !== AUTO);
  return `auto has nothing to choose beside ${fixed.join(", ")}: segment "${name}" has no other family. Remove it`;
}

function listOf(given: string | readonly string[] | undefined): readonly string[] {
  return given === undefined ? [] : typeof given === "string" ? [given] : given;
}
