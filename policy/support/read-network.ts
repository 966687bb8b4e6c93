import { SWITCH_LABEL } from "../../topology/naming";
import { isKnown, read, readEach, readFlag, readIfKnown, readKeys, readLabel, readText } from "./read-props";
import { resolveCarrier } from "./resolve-carrier";
import type { Daemon, NetworkRow, ObservedResource, Pool, Row } from "./rows";
import { isLayer2 } from "./types";

/** The network option by which Docker 28 and later leave IPv4 out; older versions ignore it. */
export const ENABLE_IPV4 = "com.docker.network.enable_ipv4";

export function readNetwork(resource: ObservedResource, daemon: Daemon, earlier: readonly Row[]): NetworkRow {
  const { name, props, opts } = resource;
  const driver = readText(props, "driver");
  const carrier = readText(props, "options", "parent");
  const stated = { carrier, switchLabel: readLabel(props, SWITCH_LABEL), parent: opts?.parent };
  return {
    kind: "network",
    label: `docker.Network "${name}"`,
    name: readText(props, "name") ?? name,
    daemon,
    driver,
    layer2: isLayer2(driver),
    mode: readText(props, "options", `${driver ?? ""}_mode`),
    carrier,
    ...resolveCarrier(stated, daemon, earlier),
    internal: readFlag(props, "internal"),
    ipv6: readFlag(props, "ipv6"),
    ipv4: readIfKnown(() => !isFalse(read(props, "options", ENABLE_IPV4))),
    pools: readEach(props, "ipamConfigs", (index) => readPool(props, index)),
  };
}

/** As Go parses flags. */
function isFalse(value: unknown): boolean {
  return /^(0|f|false)$/i.test(String(value));
}

function readPool(props: ObservedResource["props"], index: number): Pool {
  const path = ["ipamConfigs", index] as const;
  return {
    subnet: readText(props, ...path, "subnet"),
    gateway: readText(props, ...path, "gateway"),
    ipRange: readText(props, ...path, "ipRange"),
    auxiliary: readKeys(props, ...path, "auxAddress").flatMap((key) => {
      return readText(props, ...path, "auxAddress", key) ?? [];
    }),
    unknown: readKeys(props, ...path).filter((key) => !isKnown(() => read(props, ...path, key))),
  };
}
