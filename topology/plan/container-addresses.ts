import type { Attachment, Container, Segment, Topology } from "../model/topology";
import type { PlannedAddress } from "./address-plan";
import { bridgePlace } from "./bridge-addresses";
import { inSubnet } from "./segment-places";

export function containerAddresses({ containers, segments, bridges }: Topology): PlannedAddress[] {
  const segmentNamed = new Map(segments.map((segment) => [segment.name, segment]));
  const bridgeNamed = new Map(bridges.map((bridge) => [bridge.name, bridge]));
  return containers.flatMap((container) => [
    ...container.attach.flatMap((attachment): PlannedAddress[] => {
      const segment = segmentNamed.get(attachment.segment);
      return segment === undefined ? [] : attached(container, attachment, segment);
    }),
    ...container.bridges.flatMap(({ bridge: name, address, path }): PlannedAddress[] => {
      const bridge = bridgeNamed.get(name);
      if (bridge === undefined) return [];
      return [{ kind: "container", address, ...bridgePlace(bridge, container.host), ...whose(container), path }];
    }),
  ]);
}

function attached(container: Container, { addresses, mac }: Attachment, segment: Segment): PlannedAddress[] {
  return addresses.map(({ address, path }, index): PlannedAddress => {
    const shared = purposeOf(segment, address);
    return {
      kind: "container",
      address,
      ...inSubnet(segment, address),
      ...whose(container),
      path,
      ...(mac === undefined || index > 0 ? {} : { mac }),
      ...(shared === undefined ? {} : { shared }),
    };
  });
}

function whose({ name, host }: Container): { owner: string; host: string } {
  return { owner: `container ${name} on ${host}`, host };
}

/** The path of the shared entry that has the address. */
function purposeOf({ subnets }: Segment, address: string): string | undefined {
  for (const { path, shared } of subnets) {
    const purpose = Object.entries(shared).find(([, each]) => each === address)?.[0];
    if (purpose !== undefined) return `${path}.shared.${purpose}`;
  }
  return undefined;
}
