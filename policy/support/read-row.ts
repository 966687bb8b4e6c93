import { TOKENS } from "../../components/tokens";
import type { AddressPlan } from "../../topology/plan/address-plan";
import { SWITCH_LABEL } from "../../topology/naming";
import { at, countAt, isKnown, keysAt, known, textAt } from "./known";
import type {
  Attachment,
  ContainerRow,
  FabricRow,
  Daemon,
  HostRow,
  NetworkRow,
  ProviderRow,
  Row,
  ObservedResource,
  SubinterfaceRow,
  TrunkRow,
} from "./rows";
import { isLayer2, TYPES } from "./types";
import { carriedFrames } from "./carried-frames";

/** The facts that a resource states; undefined when it is of no type that rules ask about. */
export function readRow(seen: ObservedResource, earlier: readonly Row[]): Row | undefined {
  switch (seen.type) {
    case TOKENS.fabric:
      return fabricRow(seen);
    case TOKENS.dockerHost:
      return hostRow(seen);
    case TOKENS.vlanSubinterface:
      return subinterfaceRow(seen);
    case TOKENS.trunkPortGroup:
      return trunkRow(seen);
    case TYPES.dockerProvider:
      return providerRow(seen, earlier);
    case TYPES.network:
      return networkRow(seen, daemonOf(seen, earlier), earlier);
    case TYPES.container:
      return containerRow(seen, daemonOf(seen, earlier));
    default:
      return undefined;
  }
}

function fabricRow({ props }: ObservedResource): FabricRow | undefined {
  // Copied, because each read through the proxy of the SDK costs, and a plan is read often.
  const text = known(() => JSON.stringify(at(props, "plan")) as string | undefined);
  if (text === undefined) return undefined;
  const plan = JSON.parse(text) as Partial<AddressPlan> | null;
  // What is no list is for fabric-plan to refuse.
  const list = <T>(value: readonly T[] | null | undefined): readonly T[] =>
    Array.isArray(value) ? (value as readonly T[]) : [];
  return {
    kind: "fabric",
    plan: {
      subnets: list(plan?.subnets),
      ranges: list(plan?.ranges),
      addresses: list(plan?.addresses),
      networks: list(plan?.networks),
    },
  };
}

function hostRow({ name, urn, props }: ObservedResource): HostRow {
  const mtu = numberAt(props, "mtu");
  const nic = textAt(props, "nic");
  return { kind: "host", urn, host: textAt(props, "host") ?? name, nic, mtu, docker: textAt(props, "docker") };
}

function providerRow({ urn, props, opts }: ObservedResource, earlier: readonly Row[]): ProviderRow | undefined {
  const parent = earlier.find((row) => row.kind === "host" && row.urn === opts?.parent);
  return parent?.kind === "host" ? { kind: "provider", urn, url: textAt(props, "host"), host: parent.host } : undefined;
}

function subinterfaceRow({ name, props }: ObservedResource): SubinterfaceRow | undefined {
  const [host, nic, link] = ["host", "nic", "link"].map((key) => textAt(props, key));
  const [vlan, mtu] = ["vlan", "mtu"].map((key) => numberAt(props, key));
  if (host === undefined || nic === undefined || link === undefined || vlan === undefined) return undefined;
  return { kind: "subinterface", label: `VlanSubinterface "${name}"`, host, nic, vlan, link, mtu };
}

function trunkRow({ name, urn, props }: ObservedResource): TrunkRow {
  return {
    kind: "trunk",
    urn,
    label: `TrunkPortGroup "${name}"`,
    name: textAt(props, "name") ?? name,
    dedicated: flagAt(props, "dedicated") === true,
    macLearning: flagAt(props, "macLearning") === true,
  };
}

/** A switch of a resource, off when it is missing; undefined while unknown. */
function flagAt(props: ObservedResource["props"], key: string): boolean | undefined {
  return isKnown(() => at(props, key)) ? at(props, key) === true : undefined;
}

function numberAt(props: ObservedResource["props"], key: string): number | undefined {
  const found = known(() => at(props, key));
  return typeof found === "number" ? found : undefined;
}

function networkRow(seen: ObservedResource, host: Daemon, earlier: readonly Row[]): NetworkRow {
  const { props } = seen;
  const driver = textAt(props, "driver");
  const parent = textAt(props, "options", "parent");
  return {
    kind: "network",
    label: `docker.Network "${seen.name}"`,
    name: textAt(props, "name") ?? seen.name,
    daemon: host,
    driver,
    layer2: isLayer2(driver),
    mode: textAt(props, "options", `${driver ?? ""}_mode`),
    carrier: parent,
    ...carriedFrames(parent, labelOf(props, SWITCH_LABEL), host, earlier),
    internal: flagAt(props, "internal"),
    ipv6: flagAt(props, "ipv6"),
    pools: each(props, "ipamConfigs", (index) => ({
      subnet: textAt(props, "ipamConfigs", index, "subnet"),
      gateway: textAt(props, "ipamConfigs", index, "gateway"),
      ipRange: textAt(props, "ipamConfigs", index, "ipRange"),
      auxiliary: keysAt(props, "ipamConfigs", index, "auxAddress").flatMap((key) => {
        return textAt(props, "ipamConfigs", index, "auxAddress", key) ?? [];
      }),
      unknown: keysAt(props, "ipamConfigs", index).filter(
        (key) => !isKnown(() => at(props, "ipamConfigs", index, key)),
      ),
    })),
  };
}

function containerRow(seen: ObservedResource, host: Daemon): ContainerRow {
  const { props } = seen;
  const listed = each(props, "networksAdvanced", (index): Attachment => {
    const field = `networksAdvanced[${index}]`;
    const keys = keysAt(props, "networksAdvanced", index);
    return {
      network: networkName(textAt(props, "networksAdvanced", index, "name")),
      field,
      addresses: FAMILIES.flatMap(({ key }) => {
        const address = textAt(props, "networksAdvanced", index, key);
        return address === undefined ? [] : [{ field: `${field}.${key}`, address }];
      }),
      open: FAMILIES.flatMap(({ family, key }) => (keys.includes(key) ? [] : family)),
      mac: textAt(props, "networksAdvanced", index, "macAddress")?.toLowerCase(),
    };
  });
  return {
    kind: "container",
    label: `docker.Container "${seen.name}"`,
    name: textAt(props, "name") ?? seen.name,
    daemon: host,
    attachments: [...listed, ...modeAttachment(textAt(props, "networkMode"), listed)],
  };
}

const FAMILIES = [
  { family: 4, key: "ipv4Address" },
  { family: 6, key: "ipv6Address" },
] as const;

/** A mode that names a network attaches to it, with an address that Docker draws. */
function modeAttachment(mode: string | undefined, listed: readonly Attachment[]): Attachment[] {
  if (mode === undefined || /^(bridge|default|host|none|nat|container:.*)$/.test(mode)) return [];
  if (listed.some(({ network }) => network === mode)) return [];
  return [{ network: networkName(mode), field: "networkMode", addresses: [], open: [4, 6], mac: undefined }];
}

/** Docker takes an id where it takes a name; only a name tells the same network on two hosts. */
export function networkName(text: string | undefined): string | undefined {
  return text === undefined || /^[0-9a-f]{64}$/.test(text) ? undefined : text;
}

function labelOf(props: ObservedResource["props"], label: string): string | undefined {
  const found = each(props, "labels", (index) =>
    textAt(props, "labels", index, "label") === label ? textAt(props, "labels", index, "value") : undefined,
  );
  return found.find((value) => value !== undefined);
}

/** The daemon behind the provider of a resource. */
export function daemonOf({ provider }: ObservedResource, earlier: readonly Row[]): Daemon {
  if (provider === undefined) return { id: "", name: "the default host" };
  const url = textAt(provider.props, "host");
  const own = earlier.find(
    (row) => row.kind === "provider" && (row.urn === provider.urn || (url !== undefined && row.url === url)),
  );
  return { id: url ?? provider.urn, name: own?.kind === "provider" ? own.host : provider.name };
}

/** One result for each item of a list; none while the list itself is unknown. */
function each<T>(props: ObservedResource["props"], key: string, read: (index: number) => T): T[] {
  return Array.from({ length: known(() => countAt(props, key)) ?? 0 }, (_, index) => read(index));
}
