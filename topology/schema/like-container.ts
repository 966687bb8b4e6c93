import { findUnknownName } from "../problems/unknown-name";
import type { Origin } from "./origins";
import { isMap, type Raw, type RawContainer } from "./raw-containers";

/** A container with what it takes from the one that its `like` names: every key that it has not itself, except `count`. */
export function likeContainer(name: string, containers: Raw, seen: readonly string[] = []): RawContainer {
  const path = `containers.${name}`;
  const value = containers[name];
  const origin: Origin = { path, keys: new Map() };
  const other = isMap(value) ? value["like"] : undefined;
  if (!isMap(value) || typeof other !== "string") return { value, origin, problems: [] };
  const names = [...seen, name];
  if (names.includes(other)) {
    const message = `"${other}" leads back to itself (${[...names, other].join(", ")}): one of them has to say what they have in common`;
    return { value, origin, problems: [{ path: `${path}.like`, message }] };
  }
  const { [name]: _itself, ...others } = containers;
  const unknown = findUnknownName(`${path}.like`, "container", other, others);
  if (unknown.length > 0) return { value, origin, problems: unknown };
  const base = likeContainer(other, containers, names);
  if (!isMap(base.value) || base.problems.length > 0) return { value, origin, problems: base.problems };
  const { like: _like, ...own } = value;
  const { count: _count, ...shared } = base.value;
  const inherited = Object.keys(shared).filter((key) => !Object.hasOwn(own, key));
  const keys = new Map(inherited.map((key) => [key, base.origin.keys.get(key) ?? base.origin.path]));
  return { value: { ...shared, ...own }, origin: { path, keys }, problems: [] };
}
