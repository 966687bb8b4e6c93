import { TOKENS } from "../../components/tokens";
import type { AddressPlan } from "../../topology/addresses";
import { SWITCH_LABEL } from "../../topology/naming";
import { at, countAt, keysAt, known, textAt } from "./known";
import type {
  ContainerRow,
  FabricRow,
  Host,
  HostRow,
  NetworkRow,
  ProviderRow,
  Row,
  Seen,
  SubinterfaceRow,
} from "./rows";
import { isLayer2, TYPES } from "./types";

/** The facts that a resource states; undefined when it is of no type that rules ask about. */
export function readRow(seen: Seen, earlier: Iterable<Row>): Row | undefined {
  switch (seen.type) {
    case TOKENS.fabric:
      return fabricRow(seen);
    case TOKENS.dockerHost:
      return hostRow(seen);
    case TOKENS.vlanSubinterface:
      return subinterfaceRow(seen);
    case TYPES.dockerProvider:
      return providerRow(seen, earlier);
    case TYPES.network:
      return networkRow(seen, hostOf(seen, earlier));
    case TYPES.container:
      return containerRow(seen, hostOf(seen, earlier));
    default:
      return undefined;
  }
}

function fabricRow({ props }: Seen): FabricRow | undefined {
  // Copied, because each read through the proxy of the SDK costs, and a plan is read often.
  const text = known(() => JSON.stringify(at(props, "plan")) as string | undefined);
  if (text === undefined) return undefined;
  const plan = JSON.parse(text) as Partial<AddressPlan> | null;
  // What is no list is for fabric-plan to refuse.
  const list = <T>(value: readonly T[] | null | undefined): readonly T[] => (Array.isArray(value) ? value : []);
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

function hostRow({ name, urn, props }: Seen): HostRow {
  const mtu = numberAt(props, "mtu");
  return { kind: "host", urn, host: textAt(props, "host") ?? name, mtu, docker: textAt(props, "docker") };
}

function providerRow({ urn, props, opts }: Seen, earlier: Iterable<Row>): ProviderRow | undefined {
  const parent = [...earlier].find((row) => row.kind === "host" && row.urn === opts?.parent);
  return parent?.kind === "host" ? { kind: "provider", urn, url: textAt(props, "host"), host: parent.host } : undefined;
}

function subinterfaceRow({ name, props }: Seen): SubinterfaceRow | undefined {
  const [host, nic, link] = ["host", "nic", "link"].map((key) => textAt(props, key));
  const [vlan, mtu] = ["vlan", "mtu"].map((key) => numberAt(props, key));
  if (host === undefined || nic === undefined || link === undefined || vlan === undefined) return undefined;
  return { kind: "subinterface", label: `VlanSubinterface "${name}"`, host, nic, vlan, link, mtu };
}

function numberAt(props: Seen["props"], key: string): number | undefined {
  const found = known(() => at(props, key));
  return typeof found === "number" ? found : undefined;
}

function networkRow(seen: Seen, host: Host): NetworkRow {
  const { props } = seen;
  const driver = textAt(props, "driver");
  return {
    kind: "network",
    label: `docker.Network "${seen.name}"`,
    name: textAt(props, "name") ?? seen.name,
    host,
    driver,
    layer2: isLayer2(driver),
    mode: textAt(props, "options", `${driver ?? ""}_mode`),
    parent: textAt(props, "options", "parent"),
    switch: labelOf(props, SWITCH_LABEL),
    internal: known(() => at(props, "internal")) === true,
    ipv6: known(() => at(props, "ipv6")) === true,
    pools: each(props, "ipamConfigs", (index) => ({
      subnet: textAt(props, "ipamConfigs", index, "subnet"),
      gateway: textAt(props, "ipamConfigs", index, "gateway"),
      ipRange: textAt(props, "ipamConfigs", index, "ipRange"),
      auxiliary: keysAt(props, "ipamConfigs", index, "auxAddress").flatMap((key) => {
        return textAt(props, "ipamConfigs", index, "auxAddress", key) ?? [];
      }),
    })),
  };
}

function containerRow(seen: Seen, host: Host): ContainerRow {
  const { props } = seen;
  return {
    kind: "container",
    label: `docker.Container "${seen.name}"`,
    name: textAt(props, "name") ?? seen.name,
    host,
    attachments: each(props, "networksAdvanced", (index) => ({
      network: networkName(textAt(props, "networksAdvanced", index, "name")),
      addresses: ADDRESS_KEYS.flatMap((key) => {
        const address = textAt(props, "networksAdvanced", index, key);
        return address === undefined ? [] : [{ field: `networksAdvanced[${String(index)}].${key}`, address }];
      }),
      automatic: !keysAt(props, "networksAdvanced", index).some((key) => ADDRESS_KEYS.includes(key)),
      mac: textAt(props, "networksAdvanced", index, "macAddress")?.toLowerCase(),
    })),
  };
}

const ADDRESS_KEYS = ["ipv4Address", "ipv6Address"];

/** Docker takes an id where it takes a name; only a name tells the same network on two hosts. */
export function networkName(text: string | undefined): string | undefined {
  return text === undefined || /^[0-9a-f]{64}$/.test(text) ? undefined : text;
}

function labelOf(props: Seen["props"], label: string): string | undefined {
  const found = each(props, "labels", (index) =>
    textAt(props, "labels", index, "label") === label ? textAt(props, "labels", index, "value") : undefined,
  );
  return found.find((value) => value !== undefined);
}

/** The daemon behind the provider of a resource. */
export function hostOf({ provider }: Seen, earlier: Iterable<Row>): Host {
  if (provider === undefined) return { id: "", name: "the default host" };
  const url = textAt(provider.props, "host");
  const own = [...earlier].find(
    (row) => row.kind === "provider" && (row.urn === provider.urn || (url !== undefined && row.url === url)),
  );
  return { id: url ?? provider.urn, name: own?.kind === "provider" ? own.host : provider.name };
}

/** One result for each item of a list; none while the list itself is unknown. */
function each<T>(props: Seen["props"], key: string, read: (index: number) => T): T[] {
  return Array.from({ length: known(() => countAt(props, key)) ?? 0 }, (_, index) => read(index));
}
