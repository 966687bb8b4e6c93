import { canonicalSubnet, parseSubnet } from "../../topology/ip";
import type { ComposeFile } from "./compose-file";
import { shapeOf, type LayerTwo, type Shape } from "./network-shape";
import { messageOf } from "../../support/errors";
import { entriesOf, isMap, textOf } from "./raw";

/** A network as one file declares it. */
export interface Declared {
  readonly file: ComposeFile;
  /** Its key in the file, and its name in Docker. */
  readonly key: string;
  readonly name: string;
  /** What it is, or why it is not taken over. */
  readonly shape: Shape | { readonly kind: "refused"; readonly why: string };
}

/** Declarations that are one network: of several files, by what they are, or by name where one says that it exists. */
export type Group = readonly [Declared, ...Declared[]];

/** Every network that a file declares or uses. */
export function declaredNetworks(file: ComposeFile): Declared[] {
  return entriesOf({ default: undefined, ...(isMap(file.data["networks"]) ? file.data["networks"] : {}) }).map(
    ([key, given]) => ({ file, key, name: nameOf(key, given), shape: tryShape(given) }),
  );
}

function nameOf(key: string, given: unknown): string {
  const network = isMap(given) ? given : {};
  const old = isMap(network["external"]) ? textOf(network["external"]["name"]) : undefined;
  return [textOf(network["name"]), old].find((name) => name !== undefined && name !== "") ?? key;
}

function tryShape(given: unknown): Declared["shape"] {
  try {
    return shapeOf(given);
  } catch (error) {
    return { kind: "refused", why: messageOf(error) };
  }
}

/** The interface of each host on the bridged LAN: that of its first network without a VLAN, or else of its first one. */
export function mainNics(all: readonly Declared[]): Map<string, string> {
  const nics = new Map<string, string>();
  const layerTwo = all.flatMap(({ file, shape }) =>
    shape.kind === "layer 2" ? [{ host: file.host.name, shape }] : [],
  );
  const untagged = layerTwo.filter(({ shape }) => shape.vlan === undefined);
  for (const { host, shape } of [...untagged, ...layerTwo]) if (!nics.has(host)) nics.set(host, shape.nic);
  return nics;
}

/** The switch that a network is on: none for the bridged LAN, else one of the name of its interface. */
export function switchOf(host: string, { nic }: LayerTwo, nics: ReadonlyMap<string, string>): string | undefined {
  return nics.get(host) === nic ? undefined : nic;
}

/** Puts together what is one network. */
export function groupNetworks(all: readonly Declared[], nics: ReadonlyMap<string, string>): Group[] {
  const groups = new Map<string, [Declared, ...Declared[]]>();
  const add = (id: string, declared: Declared): void => {
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [declared]);
    else group.push(declared);
  };
  const made = all.filter(({ shape }) => shape.kind === "layer 2" || shape.kind === "bridge");
  const ids = new Map(made.map((declared) => [declared, identity(declared, nics)]));
  for (const [declared, id] of ids) add(id, declared);
  for (const declared of all.filter(({ shape }) => shape.kind === "external")) {
    const sameName = made.filter(({ name }) => name === declared.name);
    const own = sameName.find(({ file }) => file.host.name === declared.file.host.name) ?? sameName[0];
    add((own === undefined ? undefined : ids.get(own)) ?? `external ${declared.name}`, declared);
  }
  return [...groups.values()];
}

/** On one LAN, VLAN ID and subnets say which network it is; a bridge network belongs to its file. */
function identity({ file, key, shape }: Declared, nics: ReadonlyMap<string, string>): string {
  if (shape.kind !== "layer 2") return `bridge ${file.file} ${key}`;
  const subnets = shape.subnets.map(({ subnet }) =>
    parseSubnet(subnet) === undefined ? subnet : canonicalSubnet(subnet),
  );
  return JSON.stringify([switchOf(file.host.name, shape, nics) ?? null, shape.vlan ?? null, subnets.sort()]);
}
