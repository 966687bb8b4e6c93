import type { OwnershipPlan } from "../../host/handover";

interface Network {
  readonly kind: "network";
  readonly parent: string;
  readonly subnets: readonly string[];
}

interface Container {
  readonly kind: "container";
  /** Its address on each network; empty where Docker chooses one. */
  readonly addresses: Map<string, string>;
}

/** What Docker makes beside anything else. */
interface Other {
  readonly kind: "image" | "volume";
}

type Thing = Network | Container | Other;

type Inputs = Record<string, unknown>;

/** What the stack has made on hosts that are not there, and what Docker would refuse to make beside it. */
export class FakeHosts {
  private things = new Map<string, Thing>();

  /** A copy of everything, for {@link restore}. */
  save(): ReadonlyMap<string, Thing> {
    return structuredClone(this.things);
  }

  restore(saved: ReadonlyMap<string, Thing>): void {
    this.things = structuredClone(saved) as Map<string, Thing>;
  }

  /** @throws Error with what Docker would say */
  make(host: string, type: string, inputs: Inputs): void {
    const thing = toThing(type, inputs);
    if (thing === undefined) return;
    const key = keyOf(host, thing.kind, inputs);
    if (this.things.has(key) && (thing.kind === "network" || thing.kind === "container"))
      throw new Error(`Conflict: ${key} is there already`);
    if (thing.kind === "container") this.checkContainer(host, thing);
    if (thing.kind === "network") this.checkNetwork(host, thing);
    this.things.set(key, thing);
  }

  /** @throws Error with what Docker would say */
  remove(host: string, type: string, inputs: Inputs): void {
    const kind = KINDS[type];
    if (kind === undefined) return;
    const users = kind === "network" ? this.containersOn(host, String(inputs["name"])) : [];
    if (users.length > 0) throw new Error(`network ${String(inputs["name"])} has active endpoints: ${users.join()}`);
    this.things.delete(keyOf(host, kind, inputs));
  }

  /** What `host/remove-leftover.sh` does. */
  removeLeftover(host: string, kind: string, name: string): void {
    this.things.delete(`${host}/${kind}/${name}`);
  }

  /** Everything that is there, for comparison. */
  list(): string[] {
    return [...this.things].map(([key, thing]) => `${key} ${JSON.stringify(describe(thing))}`).sort();
  }

  /** What `host/release.sh` does on each host that is asked: frees what the plan gives to somebody else. */
  handOver({ addresses, networks }: OwnershipPlan, isAsked: (host: string) => boolean): void {
    for (const [key, thing] of this.things) {
      const [host, name] = split(key);
      if (thing.kind !== "container" || !isAsked(host)) continue;
      for (const [network, address] of thing.addresses) {
        const owners = addresses.filter(
          (each) => each.address === address && (each.local !== true || each.host === host),
        );
        if (owners.length > 0 && !owners.some((each) => each.owner === name && each.host === host))
          thing.addresses.delete(network);
      }
    }
    const hosts = new Set(networks.map((each) => each.host));
    for (const host of [...hosts].filter(isAsked)) this.freeNetworks(host, networks);
  }

  private freeNetworks(host: string, plan: OwnershipPlan["networks"]): void {
    const wanted = plan
      .filter((each) => each.host === host)
      .map((each) => `${each.network} ${each.parent} ${each.subnets.join()}`);
    const has = [...this.things].flatMap(([key, thing]) =>
      thing.kind === "network" && split(key)[0] === host ? [{ key, thing }] : [],
    );
    const identity = ({ key, thing }: { key: string; thing: Network }): string =>
      `${split(key)[1]} ${thing.parent} ${thing.subnets.join()}`;
    if (wanted.every((each) => has.map(identity).includes(each))) return;
    for (const each of has) {
      if (wanted.includes(identity(each))) continue;
      for (const container of this.containersOn(host, split(each.key)[1]))
        this.things.delete(`${host}/container/${container}`);
      this.things.delete(each.key);
    }
  }

  private containersOn(host: string, network: string): string[] {
    return [...this.things].flatMap(([key, thing]) =>
      thing.kind === "container" && thing.addresses.has(network) && split(key)[0] === host ? [split(key)[1]] : [],
    );
  }

  private checkContainer(host: string, { addresses }: Container): void {
    for (const [network, address] of addresses) {
      if (!this.things.has(`${host}/network/${network}`)) throw new Error(`network ${network} not found`);
      for (const [key, other] of this.things)
        if (other.kind === "container" && other.addresses.get(network) === address && split(key)[0] === host)
          throw new Error(`Address already in use: ${address} by ${key}`);
    }
  }

  private checkNetwork(host: string, { parent, subnets }: Network): void {
    for (const [key, other] of this.things) {
      if (other.kind !== "network" || split(key)[0] !== host) continue;
      if (other.parent === parent) throw new Error(`network ${key} is already using parent interface ${parent}`);
      if (other.subnets.some((subnet) => subnets.includes(subnet))) throw new Error(`Pool overlaps with ${key}`);
    }
  }
}

function split(key: string): [host: string, name: string] {
  const [host = "", , ...name] = key.split("/");
  return [host, name.join("/")];
}

const KINDS: Readonly<Record<string, Thing["kind"]>> = {
  "docker:index/network:Network": "network",
  "docker:index/container:Container": "container",
  "docker:index/remoteImage:RemoteImage": "image",
  "docker:index/volume:Volume": "volume",
};

function toThing(type: string, inputs: Inputs): Thing | undefined {
  const kind = KINDS[type];
  if (kind === undefined) return undefined;
  if (kind === "network") {
    const options = (inputs["options"] ?? {}) as Record<string, string>;
    const pools = (inputs["ipamConfigs"] ?? []) as { subnet: string }[];
    return { kind, parent: options["parent"] ?? "", subnets: pools.map(({ subnet }) => subnet) };
  }
  if (kind !== "container") return { kind };
  const ends = (inputs["networksAdvanced"] ?? []) as { name: string; ipv4Address?: string }[];
  return { kind, addresses: new Map(ends.map(({ name, ipv4Address = "" }) => [name, ipv4Address])) };
}

function keyOf(host: string, kind: Thing["kind"], inputs: Inputs): string {
  return `${host}/${kind}/${String(inputs["name"])}`;
}

function describe(thing: Thing): unknown {
  return thing.kind === "container" ? Object.fromEntries(thing.addresses) : thing;
}
