import { groupBy } from "../../harness/group-by";
import { modesOf } from "../../topology/drivers";
import { parseSubnet } from "../../topology/ip";
import type { ComposeFile } from "./compose-file";
import { freeName } from "./names";
import { declaredNetworks, groupNetworks, mainNics, switchOf, type Declared, type Group } from "./network-groups";
import type { LayerTwo } from "./network-shape";
import type { Note } from "./notes";
import { segmentOf, unknownSegment, type Made } from "./segment-of";
import { addressesOn, isAddressed, isUsed } from "./service-networks";
import { firstAddress, freeSubnet } from "./spaces";

/** Where a service is attached: a key of `segments` or `bridges`. */
export interface Network {
  readonly kind: "segment" | "bridge";
  readonly key: string;
  /** What Docker calls it, as far as the file says. */
  readonly name: string;
  readonly isInternal: boolean;
  /** Its subnets, as far as they are known. */
  readonly subnets: readonly string[];
  /** Addresses and ranges that are taken, those of services included. */
  readonly taken: readonly string[];
}

export interface NetworkPlan {
  readonly segments: Readonly<Record<string, object>>;
  readonly bridges: Readonly<Record<string, object>>;
  /** Interface of each host on the LAN, and those on other switches. */
  readonly nics: ReadonlyMap<string, string>;
  readonly otherNics: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** What is decided here about each segment and bridge, by its key. */
  readonly notes: readonly (readonly [key: string, note: Note])[];
  /** What a network of a file is; undefined for one that the file does not declare. */
  find(file: ComposeFile, key: string): Network | { readonly why: string } | undefined;
}

/** Where the VLAN IDs begin that stand in for those that nobody knows. */
const LAST_VLAN = 4094;
/** Where bridge networks get subnets that Docker would choose. */
const BRIDGE_NET = "172.31";

function madeElsewhere(name: string): string {
  return `the network ${name} is made elsewhere: write what \`docker network inspect ${name}\` prints on its host to a file, and import that too`;
}

/** The segments and bridge networks that Compose files declare. */
export function planNetworks(files: readonly ComposeFile[]): NetworkPlan {
  const used = files
    .flatMap(declaredNetworks)
    .filter(({ file, key, shape }) => shape.kind === "layer 2" || isUsed(file, key));
  const nics = mainNics(used);
  const hostCount = new Set(files.map(({ host }) => host.name)).size;
  const known = used.flatMap(({ shape }) => ("subnets" in shape ? shape.subnets.map(({ subnet }) => subnet) : []));
  const segments: Record<string, object> = {};
  const bridges: Record<string, object> = {};
  const notes: [string, Note][] = [];
  const found = new Map<Declared, Network | { why: string }>();
  for (const group of groupNetworks(used, nics)) {
    const [first] = group;
    const kind = first.shape.kind === "bridge" ? "bridge" : "segment";
    const shape = group.find((each) => each.shape.kind === "layer 2")?.shape as LayerTwo | undefined;
    if (kind === "segment" && shape === undefined && !group.some(({ file, key }) => isAddressed(file, key))) {
      for (const declared of group) found.set(declared, { why: madeElsewhere(declared.name) });
      continue;
    }
    const key = freeName(first.key, (name) => name in segments || name in bridges, first.file.host.name);
    const note = (text: string, { file, key: own }: Declared = first): void =>
      void notes.push([key, { file: file.file, path: `networks.${own}`, text }]);
    if (shape !== undefined) noteDifferences(group, shape, note);
    const made =
      kind === "bridge"
        ? bridgeOf(group, key, known, note)
        : shape === undefined
          ? unknownSegment(group, LAST_VLAN - Object.keys(segments).length, known)
          : segmentOf(group, shape, nics, known, note);
    (kind === "bridge" ? bridges : segments)[key] = {
      ...made.value,
      ...(kind === "bridge" ? {} : hostsOf(group, hostCount)),
    };
    const { subnets } = made;
    const taken = [...made.taken, ...group.flatMap(({ file, key: own }) => addressesOn(file, own))];
    known.push(...subnets);
    for (const declared of group)
      found.set(declared, { key, kind, name: declared.name, isInternal: shape?.isInternal === true, subnets, taken });
  }
  return {
    ...{ segments, bridges, nics, otherNics: otherNics(used, nics), notes },
    find: (file, key) => {
      const declared = used.find((each) => each.file === file && each.key === key);
      if (declared?.shape.kind === "refused") return { why: declared.shape.why };
      return declared === undefined ? undefined : found.get(declared);
    },
  };
}

/** The hosts that carry a segment, unless all do. */
function hostsOf(group: Group, hostCount: number): object {
  const hosts = [...new Set(group.map(({ file }) => file.host.name))];
  return hosts.length < hostCount ? { hosts } : {};
}

function bridgeOf(group: Group, key: string, known: readonly string[], note: (text: string) => void): Made {
  const [{ shape, name, key: own, file }] = group;
  const given =
    shape.kind === "bridge" ? shape.subnets.find(({ subnet }) => parseSubnet(subnet)?.family === 4) : undefined;
  const subnet = given?.subnet ?? freeSubnet(known, BRIDGE_NET);
  if (given === undefined) note(`Docker chooses its subnet: ${subnet} here (bridges.${key})`);
  const gateway = given?.gateway ?? firstAddress(subnet) ?? "";
  const value = { network: name === own ? `${key}-${file.host.name}` : name, subnet, gateway };
  return { value, subnets: [subnet], taken: [gateway, ...Object.values(given?.reserved ?? {})] };
}

/** Files may say the same network in different ways. */
function noteDifferences(group: Group, shape: LayerTwo, note: (text: string, declared: Declared) => void): void {
  const told = ({ driver, mode, subnets, isInternal }: LayerTwo): string =>
    [
      driver,
      mode ?? modesOf(driver)[0] ?? "",
      ...(isInternal ? ["internal"] : []),
      ...subnets.flatMap(({ gateway }) => gateway ?? []),
    ].join(" ");
  for (const declared of group) {
    if (declared.shape.kind !== "layer 2" || told(declared.shape) === told(shape)) continue;
    const text = `is the same network as in ${group[0].file.file}, but has ${told(declared.shape)} where that has ${told(shape)}: the latter here`;
    note(text, declared);
  }
}

function otherNics(used: readonly Declared[], nics: ReadonlyMap<string, string>): Map<string, Record<string, string>> {
  const others = used.flatMap(({ file, shape }) => {
    const place = shape.kind === "layer 2" ? switchOf(file.host.name, shape, nics) : undefined;
    return place === undefined ? [] : [{ host: file.host.name, place }];
  });
  const byHost = groupBy(others, ({ host }) => host);
  return new Map([...byHost].map(([host, own]) => [host, Object.fromEntries(own.map(({ place }) => [place, place]))]));
}
