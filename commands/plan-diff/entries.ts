import type { Version } from "./version";

/** Where an address is. */
export interface Place {
  /** The segment; `LAN`, or `bridge NAME`. */
  readonly segment: string;
  readonly host: string;
  readonly address: string;
  /** Absent where the plan leaves it to the engine. */
  readonly mac?: string;
}

/** An address of the stack's own, and what has it. */
export interface Entry extends Place {
  readonly kind: "host" | "shim" | "router" | "container";
  readonly name: string;
}

/** Every address that the stack gives to something of its own, in the order of the configuration. */
export function entriesOf({ fabric, plan }: Version): Entry[] {
  const macs = new Map(
    plan.addresses.flatMap(({ host, address, mac }) => (mac === undefined ? [] : [[`${host} ${address}`, mac]])),
  );
  const entry = (kind: Entry["kind"], name: string, host: string, segment: string, text: string): Entry => {
    const [address = text] = text.split("/");
    const mac = macs.get(`${host} ${address}`);
    return { ...{ kind, name, segment, host, address }, ...(mac === undefined ? {} : { mac }) };
  };
  const { hosts, segments, routers = {}, containers } = fabric;
  return [
    ...Object.entries(hosts).map(([name, { address }]) => entry("host", name, name, "LAN", address)),
    ...Object.entries(segments).flatMap(([segment, { hosts: members }]) =>
      Object.entries(members).flatMap(([host, { addresses = [], shim }]) => [
        ...addresses.map((text) => entry("host", host, host, segment, text)),
        ...(shim?.addresses ?? []).map((text) => entry("shim", shim?.link ?? "", host, segment, text)),
      ]),
    ),
    ...Object.entries(routers).flatMap(([name, { host, segments: links, nat }]) => [
      ...Object.entries(links).flatMap(([segment, { addresses }]) =>
        addresses.map((text) => entry("router", name, host, segment, text)),
      ),
      ...(nat === undefined ? [] : [entry("router", name, host, "LAN", nat.address)]),
    ]),
    ...Object.entries(containers).flatMap(([name, { host, attach, bridges = {} }]) => [
      ...Object.entries(attach).flatMap(([segment, { addresses }]) =>
        addresses.map((text) => entry("container", name, host, segment, text)),
      ),
      ...Object.entries(bridges).map(([bridge, text]) => entry("container", name, host, `bridge ${bridge}`, text)),
    ]),
  ];
}
