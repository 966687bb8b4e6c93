import { fitsInterfaceName, parentName } from "./naming";
import type { FabricInput, SegmentInput } from "./schema";

/** References that lead nowhere, and names that Linux or Docker could not take. */
export function findDangling(input: FabricInput): string[] {
  const problems: string[] = [];
  const check = (path: string, kind: string, name: string, known: object): void => {
    if (name in known) return;
    const names = Object.keys(known).join(", ") || "none";
    problems.push(`${path}: ${kind} "${name}" is not defined: name one of ${names}, or define it under ${kind}s`);
  };
  for (const [name, segment] of Object.entries(input.segments)) {
    const path = `segments.${name}`;
    (segment.hosts ?? []).forEach((host, index) => {
      check(`${path}.hosts.${String(index)}`, "host", host, input.hosts);
    });
    problems.push(...findBadMembers(path, segment, input));
  }
  if (input.registry !== undefined) check("registry.host", "host", input.registry.host, input.hosts);
  if (input.registry === undefined && Object.keys(input.images ?? {}).length > 0) {
    problems.push("images: there is no registry to publish to: add registry: { host: … }");
  }
  for (const [name, container] of Object.entries(input.containers ?? {})) {
    const path = `containers.${name}`;
    check(`${path}.host`, "host", container.host, input.hosts);
    check(`${path}.image`, "image", container.image, input.images ?? {});
    for (const segment of Object.keys(container.attach)) {
      check(`${path}.attach.${segment}`, "segment", segment, input.segments);
      if (container.host in input.hosts && input.segments[segment]?.hosts?.includes(container.host) === false) {
        problems.push(
          `${path}.attach.${segment}: host "${container.host}" does not carry segment "${segment}": ` +
            `add it to segments.${segment}.hosts, or move the container`,
        );
      }
    }
  }
  return problems;
}

function findBadMembers(path: string, segment: SegmentInput, input: FabricInput): string[] {
  const problems: string[] = [];
  for (const host of Object.keys(segment.hostAddresses ?? {})) {
    if (!(segment.hosts ?? Object.keys(input.hosts)).includes(host)) {
      problems.push(`${path}.hostAddresses.${host}: host "${host}" does not carry this segment: remove the address`);
    }
  }
  if (segment.vlan === undefined && segment.hostAddresses !== undefined) {
    problems.push(
      `${path}.hostAddresses: the segment has no vlan: the host's untagged address is hosts.<name>.address`,
    );
  }
  for (const [name, host] of Object.entries(input.hosts)) {
    const parent = parentName(host.nic, segment.vlan);
    if (!fitsInterfaceName(parent)) {
      problems.push(
        `${path}.vlan: "${parent}" on host "${name}" is longer than 15 characters, Linux's limit: rename the NIC`,
      );
    }
  }
  return problems;
}
