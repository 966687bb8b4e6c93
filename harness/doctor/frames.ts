/** A host as its switch sees it. */
export interface Station {
  readonly host: string;
  /** MAC of its NIC. */
  readonly mac: string;
  /** MACs that the hypervisor did not assign to it: those of its containers, and made-up ones. None if it needs none. */
  readonly others: readonly string[];
}

/** A VLAN, and the hosts whose NICs carry it. */
export interface VlanOnHosts {
  readonly vlan: number;
  readonly hosts: readonly string[];
}

/** What a frame tests. */
export type Trial =
  /** Own MAC to own MAC, untagged: whether the hosts are on one wire at all. */
  | { readonly kind: "plain" }
  /** From one of the sender's other MACs, as a broadcast; it also teaches a learning switch where that MAC is. */
  | { readonly kind: "forged"; readonly index: number }
  /** To the first of the receiver's other MACs: whether a NIC receives frames for MACs other than its own. */
  | { readonly kind: "foreign" }
  /** Own MAC to own MAC, tagged. */
  | { readonly kind: "tagged"; readonly vlan: number };

/** One frame from one host to another. */
export interface Shot {
  readonly id: number;
  readonly from: string;
  readonly to: string;
  readonly trial: Trial;
}

/** EtherType for local experiments (IEEE 802, clause 9.2.4): no stack answers it. */
const ETHERTYPE = "88b5";
const BROADCAST = "ff:ff:ff:ff:ff:ff";
/** Bytes of the shortest frame, without the checksum. */
const SHORTEST = 60;

/**
 * Every trial from every host to every other one, numbered; tags only between hosts that share the VLAN. What a host sends
 * from its second and further other MACs is looked for at one host only: everybody receives a broadcast.
 * @param stations the other MACs of the hosts
 */
export function shots(stations: readonly Pick<Station, "host" | "others">[], vlans: readonly VlanOnHosts[]): Shot[] {
  const hosts = stations.map(({ host }) => host);
  const pairs = hosts.flatMap((from) => hosts.filter((to) => to !== from).map((to) => ({ from, to })));
  const others = new Set(stations.flatMap(({ host, others: macs }) => (macs.length === 0 ? [] : [host])));
  return pairs
    .flatMap(({ from, to }) => {
      const shared = vlans.filter((each) => each.hosts.includes(from) && each.hosts.includes(to));
      const tagged = shared.map(({ vlan }): Trial => ({ kind: "tagged", vlan }));
      const forged: Trial[] = others.has(from) ? [{ kind: "forged", index: 0 }] : [];
      const foreign: Trial[] = others.has(to) ? [{ kind: "foreign" }] : [];
      const trials: Trial[] = [{ kind: "plain" }, ...forged, ...foreign, ...tagged];
      return trials.map((trial) => ({ from, to, trial }));
    })
    .concat(stations.flatMap(({ host, others }) => moreForged(host, others.length, hosts)))
    .map((shot, id) => ({ id, ...shot }));
}

function moreForged(from: string, count: number, hosts: readonly string[]): Omit<Shot, "id">[] {
  const to = hosts[(hosts.indexOf(from) + 1) % hosts.length];
  if (to === undefined || to === from) return [];
  return Array.from({ length: Math.max(0, count - 1) }, (_, at) => ({
    from,
    to,
    trial: { kind: "forged", index: at + 1 },
  }));
}

/**
 * The frame of a shot in hexadecimal; the nonce distinguishes it from those of other runs. The sender puts the time behind
 * nonce and number.
 */
export function frame(shot: Shot, stations: ReadonlyMap<string, Station>, nonce: string): string {
  const { id, to, trial } = shot;
  const receiver = station(to, stations);
  const target = { plain: receiver.mac, tagged: receiver.mac, foreign: receiver.others[0] ?? "", forged: BROADCAST }[
    trial.kind
  ];
  const tag = trial.kind === "tagged" ? `8100${trial.vlan.toString(16).padStart(4, "0")}` : "";
  const content = `${tag}${ETHERTYPE}${nonce}${id.toString(16).padStart(8, "0")}`;
  return `${hex(target)}${hex(sourceOf(shot, stations))}${content}`.padEnd(SHORTEST * 2, "0");
}

/** What a listener prints first of a shot that arrives whole: its number, whether it has a tag, and its source. */
export function arrival(shot: Shot, stations: ReadonlyMap<string, Station>): string {
  return [shot.id, shot.trial.kind === "tagged" ? 1 : 0, hex(sourceOf(shot, stations))].join("\t");
}

function sourceOf({ from, trial }: Shot, stations: ReadonlyMap<string, Station>): string {
  const { mac, others } = station(from, stations);
  return trial.kind === "forged" ? (others[trial.index] ?? "") : mac;
}

function station(host: string, stations: ReadonlyMap<string, Station>): Station {
  const found = stations.get(host);
  if (found === undefined) throw new Error(`there is no station ${host}`);
  return found;
}

function hex(mac: string): string {
  return mac.replaceAll(":", "");
}
