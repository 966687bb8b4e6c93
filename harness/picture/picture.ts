import type { FabricOutput, SegmentOutput } from "../contract";

/** What a picture of a stack shows, without any positions: every format is written from this alone. */
export interface Picture {
  readonly stack: string;
  /** The bridged LAN first, then each switch beside it. */
  readonly buses: readonly Bus[];
  readonly segments: readonly PictureSegment[];
  readonly hosts: readonly PictureHost[];
}

/** A network that several hosts are plugged into. */
export interface Bus {
  /** The name of the switch; "" is the bridged LAN. */
  readonly name: string;
  readonly title: string;
  /** The segments that it carries. */
  readonly segments: readonly string[];
}

export interface PictureSegment {
  readonly name: string;
  /** `VLAN 10`, or `untagged`. */
  readonly tag: string;
  /** Docker network, driver and mode. */
  readonly network: string;
  readonly subnets: readonly { readonly subnet: string; readonly gateway?: string }[];
  readonly containers: number;
}

/** What an edit does to a part of the network; absent: nothing. */
export type Mark = "added" | "changed" | "removed";

export interface PictureHost {
  readonly name: string;
  readonly mark?: Mark;
  readonly address: string;
  /** What else runs there, such as the registry. */
  readonly notes: readonly string[];
  readonly nics: readonly Nic[];
  readonly bridges: readonly PictureBridge[];
}

/** A NIC and the links on it that carry segments. */
export interface Nic {
  readonly name: string;
  readonly bus: string;
  readonly links: readonly Link[];
}

/** A segment on a host: the NIC itself or its VLAN link, and everything behind it. */
export interface Link {
  readonly name: string;
  readonly mark?: Mark;
  readonly segment: string;
  readonly members: readonly Member[];
}

export interface PictureBridge {
  readonly name: string;
  readonly mark?: Mark;
  readonly network: string;
  readonly subnet: string;
  readonly members: readonly Member[];
}

/** An endpoint with its addresses there. `host` is the host's own link, `shim` its link beside its containers, `router` a router's. */
export interface Member {
  readonly kind: "host" | "shim" | "router" | "container";
  readonly name: string;
  readonly mark?: Mark;
  readonly addresses: readonly string[];
}

/** The picture of a stack output, in the order of its configuration. */
export function pictureOf(output: FabricOutput): Picture {
  const segments = Object.entries(output.segments);
  const switches = [...new Set(segments.flatMap(([, segment]) => segment.switch ?? []))];
  return {
    stack: output.stack,
    buses: ["", ...switches].map((name) => ({
      name,
      title: name === "" ? lanTitle(output) : `switch ${name}`,
      segments: segments.filter(([, segment]) => (segment.switch ?? "") === name).map(([key]) => key),
    })),
    segments: segments.map(([name, segment]) => pictureSegment(name, segment, output)),
    hosts: Object.keys(output.hosts).map((name) => pictureHost(name, output)),
  };
}

function lanTitle({ lan }: FabricOutput): string {
  if (lan === undefined) return "LAN";
  return `LAN ${lan.subnet}${lan.gateway === undefined ? "" : `, gateway ${lan.gateway}`}`;
}

function pictureSegment(name: string, segment: SegmentOutput, { containers }: FabricOutput): PictureSegment {
  const { network, driver, mode, vlan, subnets } = segment;
  return {
    name,
    tag: vlan === undefined ? "untagged" : `VLAN ${vlan}`,
    network: `${network} (${driver} ${mode})`,
    subnets: subnets.map(({ subnet, gateway }) => ({ subnet, ...(gateway === undefined ? {} : { gateway }) })),
    containers: Object.values(containers).filter(({ attach }) => name in attach).length,
  };
}

function pictureHost(name: string, output: FabricOutput): PictureHost {
  const { address = "", nic = "", docker = "" } = output.hosts[name] ?? {};
  const { registry, routers = {} } = output;
  const nats = Object.entries(routers).flatMap(([router, { host, nat }]) =>
    host === name && nat !== undefined ? [`NAT of ${router} ${nat.address.split("/")[0] ?? ""}`] : [],
  );
  const carried = Object.entries(output.segments).filter(([, { hosts }]) => name in hosts);
  const places = [
    { name: nic, bus: "" },
    ...carried.map(([, segment]) => ({ name: segment.hosts[name]?.nic ?? "", bus: segment.switch ?? "" })),
  ];
  const nics = [...new Map(places.map((place) => [place.name, place])).values()];
  return {
    name,
    address,
    notes: [
      ...(docker === "" ? [] : [`Docker ${docker}`]),
      ...(registry?.host === name ? [`registry ${registry.endpoint.replace(`${address}:`, ":")}`] : []),
      ...nats,
    ],
    nics: nics.map((place) => ({
      ...place,
      links: carried
        .filter(([, { hosts }]) => hosts[name]?.nic === place.name)
        .map(([segment, { hosts }]) => ({
          name: hosts[name]?.parent ?? "",
          segment,
          members: membersOf(name, segment, output),
        })),
    })),
    bridges: Object.entries(output.bridges).flatMap(([key, { network, subnet }]) => {
      const members = onBridge(name, key, output);
      return members.length === 0 ? [] : [{ name: key, network, subnet, members }];
    }),
  };
}

function membersOf(host: string, segment: string, output: FabricOutput): Member[] {
  const { addresses = [], shim } = output.segments[segment]?.hosts[host] ?? {};
  return [
    ...(addresses.length === 0 ? [] : [{ kind: "host" as const, name: host, addresses }]),
    ...(shim === undefined ? [] : [{ kind: "shim" as const, name: shim.link, addresses: shim.addresses }]),
    ...Object.entries(output.routers ?? {}).flatMap(([name, router]): Member[] => {
      const link = router.host === host ? router.segments[segment] : undefined;
      return link === undefined
        ? []
        : [{ kind: "router", name, addresses: link.addresses.map((text) => text.split("/")[0] ?? "") }];
    }),
    ...Object.entries(output.containers).flatMap(([name, container]): Member[] => {
      const attached = container.host === host ? container.attach[segment] : undefined;
      return attached === undefined ? [] : [{ kind: "container", name, addresses: attached.addresses }];
    }),
  ];
}

function onBridge(host: string, bridge: string, { containers }: FabricOutput): Member[] {
  return Object.entries(containers).flatMap(([name, container]): Member[] => {
    const address = container.host === host ? container.bridges?.[bridge] : undefined;
    return address === undefined ? [] : [{ kind: "container", name, addresses: [address] }];
  });
}
