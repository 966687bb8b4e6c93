import type { Problem } from "../../support/problem";
import { canonicalAddress } from "../ip";
import { countedContainer, findCountProblems } from "./count-containers";
import { likeContainer } from "./like-container";
import type { Origin, Origins } from "./origins";
import { isMap, type Raw } from "./raw-containers";

/** The most containers that one entry stands for. */
export const MOST_OF_A_KIND = 1000;

/** A configuration whose containers all stand for themselves, unchecked. */
export interface Expanded {
  readonly value: unknown;
  readonly origins: Origins;
  readonly problems: readonly Problem[];
}

/**
 * Gives the containers with `like` what the other has, and replaces those with `count` by that many: `load-1`, `load-2`, … Whatever
 * is malformed stays as it is, for the schema to report; what has a problem of its own here is left out.
 */
export function expandContainers(value: unknown): Expanded {
  const given = isMap(value) ? value["containers"] : undefined;
  if (!isMap(value) || !isMap(given)) return { value, origins: new Map(), problems: [] };
  const containers: [string, unknown][] = [];
  const origins = new Map<string, Origin>();
  const problems: Problem[] = [];
  for (const name of Object.keys(given)) {
    const { value: container, origin, problems: own } = likeContainer(name, given);
    problems.push(...own);
    if (own.length > 0) continue;
    const count = isMap(container) ? container["count"] : undefined;
    if (!isMap(container) || !isCount(count)) {
      containers.push([name, container]);
      if (origin.keys.size > 0) origins.set(name, origin);
      continue;
    }
    const names = Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
    const faults = [
      ...findTaken(`containers.${name}.count`, names, given),
      ...findCountProblems(container, count, origin, (segment, address) => sharedOn(value, segment).includes(address)),
    ];
    problems.push(...faults);
    if (faults.length > 0) continue;
    names.forEach((each, index) => {
      containers.push([each, countedContainer(container, index)]);
      origins.set(each, origin);
    });
  }
  return { value: { ...value, containers: Object.fromEntries(containers) }, origins, problems };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST_OF_A_KIND;
}

function findTaken(path: string, names: readonly string[], given: Raw): Problem[] {
  const taken = names.find((name) => Object.hasOwn(given, name));
  if (taken === undefined) return [];
  const message = `makes a container "${taken}", which there is already (containers.${taken}): rename one of the two`;
  return [{ path, message }];
}

/** The addresses of a segment that several containers may have. */
function sharedOn({ segments }: Raw, name: string): string[] {
  const segment = isMap(segments) ? segments[name] : undefined;
  if (!isMap(segment)) return [];
  const { subnets } = segment;
  const places: unknown[] = [segment, ...(Array.isArray(subnets) ? (subnets as unknown[]) : [])];
  return places.flatMap((place) => {
    const shared = isMap(place) ? place["shared"] : undefined;
    return isMap(shared) ? Object.values(shared).map((address) => canonicalAddress(String(address))) : [];
  });
}
