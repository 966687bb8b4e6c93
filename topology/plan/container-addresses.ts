import type { Attachment, Container, Segment, Topology } from "../model/topology";
import type { PlannedAddress } from "./address-plan";
import { placeOf } from "./segment-addresses";

export function containerAddresses({ containers, segments }: Topology): PlannedAddress[] {
  const bySegment = new Map(segments.map((segment) => [segment.name, segment]));
  return containers.flatMap((container) =>
    container.attach.flatMap((attachment): PlannedAddress[] => {
      const segment = bySegment.get(attachment.segment);
      return segment === undefined ? [] : [attached(container, attachment, segment)];
    }),
  );
}

function attached({ name, host }: Container, { address, mac }: Attachment, segment: Segment): PlannedAddress {
  const purpose = Object.entries(segment.shared).find(([, shared]) => shared === address)?.[0];
  return {
    kind: "container",
    address,
    subnet: segment.subnet,
    ...placeOf(segment),
    owner: `container ${name} on ${host}`,
    path: `containers.${name}.attach.${segment.name}`,
    host,
    mac,
    ...(purpose === undefined ? {} : { shared: `segments.${segment.name}.shared.${purpose}` }),
  };
}
