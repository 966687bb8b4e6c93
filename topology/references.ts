import { nicOn, segmentHosts } from "./members";
import { DEFAULT_MTU, fitsInterfaceName, parentName } from "./naming";
import type { ContainerInput, FabricInput, SegmentInput } from "./schema";

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
      const found = input.segments[segment];
      if (
        container.host in input.hosts &&
        found !== undefined &&
        !segmentHosts(found, input.hosts).includes(container.host)
      ) {
        problems.push(
          `${path}.attach.${segment}: host "${container.host}" does not carry segment "${segment}": ` +
            `add it to segments.${segment}.hosts, or move the container`,
        );
      }
    }
    problems.push(...findBadGateway(path, container));
  }
  for (const [name, entry] of Object.entries(input.foreign ?? {})) {
    if (entry.kind !== "dhcp" || entry.segment === undefined) continue;
    check(`foreign.${name}.segment`, "segment", entry.segment, input.segments);
  }
  return problems;
}

/** Without a word about it, Docker takes the default route from whichever network comes first. */
function findBadGateway(path: string, { attach, defaultGateway }: ContainerInput): string[] {
  const segments = Object.keys(attach);
  if (defaultGateway === undefined) {
    if (segments.length < 2) return [];
    return [
      `${path}.defaultGateway: is missing, and the container is on ${segments.join(", ")}: ` +
        `name the segment whose gateway is its default route`,
    ];
  }
  if (segments.includes(defaultGateway)) return [];
  return [
    `${path}.defaultGateway: the container is not on segment "${defaultGateway}": name one of ${segments.join(", ")}`,
  ];
}

function findBadMembers(path: string, segment: SegmentInput, input: FabricInput): string[] {
  const problems: string[] = [];
  const hosts = segmentHosts(segment, input.hosts);
  for (const key of ["hostAddresses", "ipRanges", "shims"] as const) {
    for (const host of Object.keys(segment[key] ?? {}).filter((name) => !hosts.includes(name))) {
      problems.push(`${path}.${key}.${host}: host "${host}" does not carry this segment: remove the entry`);
    }
  }
  if (segment.vlan === undefined && segment.hostAddresses !== undefined) {
    problems.push(
      `${path}.hostAddresses: the segment has no vlan: the host's untagged address is hosts.<name>.address`,
    );
  }
  if (segment.shims !== undefined && (segment.mode ?? "bridge") !== "bridge") {
    problems.push(`${path}.shims: mode ${String(segment.mode)} keeps a shim from the containers: use mode bridge`);
  }
  if (segment.vlan === undefined && segment.mtu !== undefined) {
    problems.push(
      `${path}.mtu: the segment is untagged and has the MTU of its NICs: remove it, or give the segment a vlan`,
    );
  }
  if (segment.switch !== undefined && hosts.length === 0) {
    problems.push(
      `${path}.switch: no host has an interface on switch "${segment.switch}": name it in hosts.<name>.nics`,
    );
  }
  for (const host of hosts.filter((name) => name in input.hosts)) {
    problems.push(...findBadParent(path, host, segment, input));
  }
  return problems;
}

function findBadParent(path: string, host: string, segment: SegmentInput, input: FabricInput): string[] {
  const nic = nicOn(input.hosts[host], segment.switch);
  if (nic === undefined) {
    const name = String(segment.switch);
    return [
      `${path}.switch: host "${host}" has no interface on switch "${name}": add hosts.${host}.nics.${name}, ` +
        `or leave the host out of ${path}.hosts`,
    ];
  }
  const parent = parentName(nic, segment.vlan);
  const { mtu = DEFAULT_MTU } = input.hosts[host] ?? {};
  if (segment.vlan !== undefined && segment.mtu !== undefined && segment.mtu > mtu) {
    return [
      `${path}.mtu: ${String(segment.mtu)} is more than the NIC of host "${host}" has (hosts.${host}.mtu, ` +
        `${String(mtu)}): lower it, or state the MTU that the NIC has`,
    ];
  }
  if (fitsInterfaceName(parent)) return [];
  return [`${path}.vlan: "${parent}" on host "${host}" is longer than 15 characters, Linux's limit: rename the NIC`];
}
