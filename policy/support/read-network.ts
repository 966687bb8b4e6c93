import { SWITCH_LABEL } from "../../topology/naming";
import { isKnown, read, readEach, readFlag, readKeys, readText } from "./read-props";
import { resolveCarrier } from "./resolve-carrier";
import type { Daemon, NetworkRow, ObservedResource, Pool, Row } from "./rows";
import { isLayer2 } from "./types";

export function readNetwork({ name, props }: ObservedResource, daemon: Daemon, earlier: readonly Row[]): NetworkRow {
  const driver = readText(props, "driver");
  const carrier = readText(props, "options", "parent");
  return {
    kind: "network",
    label: `docker.Network "${name}"`,
    name: readText(props, "name") ?? name,
    daemon,
    driver,
    layer2: isLayer2(driver),
    mode: readText(props, "options", `${driver ?? ""}_mode`),
    carrier,
    ...resolveCarrier(carrier, readLabel(props, SWITCH_LABEL), daemon, earlier),
    internal: readFlag(props, "internal"),
    ipv6: readFlag(props, "ipv6"),
    pools: readEach(props, "ipamConfigs", (index) => readPool(props, index)),
  };
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

function readLabel(props: ObservedResource["props"], label: string): string | undefined {
  const values = readEach(props, "labels", (index) =>
    readText(props, "labels", index, "label") === label ? readText(props, "labels", index, "value") : undefined,
  );
  return values.find((value) => value !== undefined);
}
