import { TOKENS } from "../../components/tokens";
import type { AddressPlan } from "../../topology/addresses";
import { at, countAt, keysAt, known, textAt } from "./known";
import type { ContainerRow, FabricRow, Host, NetworkRow, Row, Seen } from "./rows";
import { isLayer2, TYPES } from "./types";

/** The facts about addresses that a resource states; undefined when it is of no such type. */
export function readRow(seen: Seen): Row | undefined {
  if (seen.type === TOKENS.fabric) return fabricRow(seen);
  if (seen.type === TYPES.network) return networkRow(seen);
  if (seen.type === TYPES.container) return containerRow(seen);
  return undefined;
}

function fabricRow({ props }: Seen): FabricRow | undefined {
  // Copied, because each read through the proxy of the SDK costs, and a plan is read often.
  const plan = JSON.stringify(at(props, "plan")) as string | undefined;
  return plan === undefined ? undefined : { kind: "fabric", plan: JSON.parse(plan) as AddressPlan };
}

function networkRow(seen: Seen): NetworkRow {
  const { props } = seen;
  return {
    kind: "network",
    label: `docker.Network "${seen.name}"`,
    name: textAt(props, "name") ?? seen.name,
    host: hostOf(seen),
    layer2: isLayer2(textAt(props, "driver")),
    parent: textAt(props, "options", "parent"),
    pools: each(props, "ipamConfigs", (index) => ({
      subnet: textAt(props, "ipamConfigs", index, "subnet"),
      gateway: textAt(props, "ipamConfigs", index, "gateway"),
      auxiliary: keysAt(props, "ipamConfigs", index, "auxAddress").flatMap((key) => {
        return textAt(props, "ipamConfigs", index, "auxAddress", key) ?? [];
      }),
    })),
  };
}

function containerRow(seen: Seen): ContainerRow {
  const { props } = seen;
  return {
    kind: "container",
    label: `docker.Container "${seen.name}"`,
    name: textAt(props, "name") ?? seen.name,
    host: hostOf(seen),
    attachments: each(props, "networksAdvanced", (index) => ({
      network: networkName(textAt(props, "networksAdvanced", index, "name")),
      addresses: ["ipv4Address", "ipv6Address"].flatMap((key) => {
        const address = textAt(props, "networksAdvanced", index, key);
        return address === undefined ? [] : [{ field: `networksAdvanced[${String(index)}].${key}`, address }];
      }),
      mac: textAt(props, "networksAdvanced", index, "macAddress")?.toLowerCase(),
    })),
  };
}

/** Docker takes an id where it takes a name; only a name tells the same network on two hosts. */
export function networkName(text: string | undefined): string | undefined {
  return text === undefined || /^[0-9a-f]{64}$/.test(text) ? undefined : text;
}

function hostOf({ provider }: Seen): Host {
  return { id: provider?.urn ?? "", name: provider?.name ?? "the default host" };
}

/** One result for each item of a list; none while the list itself is unknown. */
function each<T>(props: Seen["props"], key: string, read: (index: number) => T): T[] {
  return Array.from({ length: known(() => countAt(props, key)) ?? 0 }, (_, index) => read(index));
}
