import { parseAddress } from "../../topology/ip";
import { defineRule } from "../support/define-rule";
import { layer2AttachmentsOf, rowsOf } from "../support/earlier-rows";
import { resourcesInRun } from "../support/looks-at";
import { daemonOf } from "../support/read-daemon";
import { readText } from "../support/read-props";
import type { ContainerRow, Row } from "../support/rows";
import { TYPES } from "../support/types";

/** The field in which a resource names an image that the daemon of its host pulls or pushes. */
const IMAGE_FIELDS: Readonly<Record<string, string>> = {
  [TYPES.container]: "image",
  [TYPES.remoteImage]: "name",
  [TYPES.registryImage]: "name",
};

export const reachableRegistry = defineRule({
  name: "reachable-registry",
  description:
    "No host pulls from a registry in one of its own containers on a layer-2 network, because the kernel isolates a parent from its macvlan and ipvlan children.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Let the registry listen on the host's own address, as a fabric's registry does, or on another host.",
  url: "https://github.com/moby/libnetwork/issues/1915",
  looksAt: resourcesInRun(...Object.keys(IMAGE_FIELDS)),
  check: ({ resource, earlier }, report) => {
    const field = IMAGE_FIELDS[resource.type] ?? "";
    const address = registryAddressOf(readText(resource.props, field) ?? "");
    if (address === undefined) return;
    const daemon = daemonOf(resource, earlier);
    for (const container of rowsOf(earlier, "container")) {
      if (container.daemon.id !== daemon.id || !hasAddress(container, address, earlier)) continue;
      report(
        `${resource.type} "${resource.name}" ${field}: the registry ${address} is ${container.label}, on a layer-2 network ` +
          `of ${daemon.name} itself, which that host cannot reach. Let it listen on an address of the host.`,
      );
    }
  },
});

/** The registry of an image when it is given by its IP address. */
function registryAddressOf(image: string): string | undefined {
  const [, host = ""] = /^\[?([0-9a-f.:]+?)\]?(:\d+)?\//i.exec(image) ?? [];
  return parseAddress(host)?.text;
}

function hasAddress(container: ContainerRow, wanted: string, rows: readonly Row[]): boolean {
  const addresses = layer2AttachmentsOf(container, rows).flatMap(({ attachment }) => attachment.addresses);
  return addresses.some(({ address }) => parseAddress(address)?.text === wanted);
}
