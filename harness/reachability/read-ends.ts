import { groupBy } from "../group-by";
import { contains, parseAddress, parseSubnet, type Subnet } from "../../topology/ip";
import type { FabricOutput, SegmentOutput } from "../contract";

type ContainerOutput = FabricOutput["containers"][string];

/** One address of a container on a segment. */
export interface End {
  readonly container: string;
  readonly host: string;
  readonly segment: string;
  readonly address: string;
  /** The subnet of the segment that it belongs to. */
  readonly subnet: string;
}

/** The ends of an output, and what the rules of reachability ask about them. */
export interface Ends {
  readonly output: FabricOutput;
  readonly all: readonly End[];
  bySegment(segment: string): readonly End[];
  byContainer(container: string): readonly End[];
}

export function readEnds(output: FabricOutput): Ends {
  const subnets = new Map(Object.entries(output.segments).map(([name, segment]) => [name, parseSubnets(segment)]));
  const all = Object.entries(output.containers).flatMap(([name, { host, attach }]) =>
    Object.entries(attach).flatMap(([segment, { addresses }]) =>
      addresses.map((address): End => ({
        ...{ container: name, host, segment, address },
        subnet: subnetOf(address, subnets.get(segment) ?? []),
      })),
    ),
  );
  const segments = groupBy(all, ({ segment }) => segment);
  const containers = groupBy(all, ({ container }) => container);
  return {
    output,
    all,
    bySegment: (segment) => segments.get(segment) ?? [],
    byContainer: (container) => containers.get(container) ?? [],
  };
}

function parseSubnets({ subnets }: SegmentOutput): Subnet[] {
  return subnets.flatMap(({ subnet }) => parseSubnet(subnet) ?? []);
}

function subnetOf(address: string, subnets: readonly Subnet[]): string {
  const parsed = parseAddress(address);
  return subnets.find((subnet) => parsed !== undefined && contains(subnet, parsed))?.text ?? "";
}

/** Whether containers on several hosts may have the address at once. */
export function isShared(segment: SegmentOutput | undefined, address: string): boolean {
  return (segment?.subnets ?? []).some(({ shared }) => Object.values(shared ?? {}).includes(address));
}

export function isOn(container: ContainerOutput | undefined, segment: string): boolean {
  return container !== undefined && Object.hasOwn(container.attach, segment);
}

/** Linux answers for all of its addresses on every link, so between such two only their common segments are certain. */
export function shareSegment(
  a: ContainerOutput | undefined,
  b: ContainerOutput | undefined,
  besides?: string,
): boolean {
  return Object.keys(a?.attach ?? {}).some((segment) => segment !== besides && isOn(b, segment));
}
