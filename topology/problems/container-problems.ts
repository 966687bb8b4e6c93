import { GATEWAY_PRIORITY_SINCE, isOlder } from "../docker-version";
import { nicOn, segmentHosts } from "../model/members";
import type { ContainerConfiguration, FabricConfiguration } from "../schema/fabric-schema";
import { unknownName } from "./unknown-name";

export function containerProblems(input: FabricConfiguration): string[] {
  return Object.entries(input.containers).flatMap(([name, container]) => {
    const path = `containers.${name}`;
    return [
      ...unknownName(`${path}.host`, "host", container.host, input.hosts),
      ...unknownName(`${path}.image`, "image", container.image, input.images),
      ...Object.keys(container.attach).flatMap((segment) => attachment(path, segment, container, input)),
      ...gateway(path, container, input),
    ];
  });
}

function attachment(
  path: string,
  name: string,
  { host }: ContainerConfiguration,
  input: FabricConfiguration,
): string[] {
  const place = `${path}.attach.${name}`;
  const unknown = unknownName(place, "segment", name, input.segments);
  const segment = input.segments[name];
  if (unknown.length > 0 || segment === undefined) return unknown;
  if (!Object.hasOwn(input.hosts, host) || segmentHosts(segment, input.hosts).includes(host)) return [];
  const wired = nicOn(input.hosts[host], segment.switch) !== undefined;
  const remedy = wired ? `add it to segments.${name}.hosts` : `add hosts.${host}.nics.${String(segment.switch)}`;
  return [`${place}: host "${host}" does not carry segment "${name}": ${remedy}, or move the container`];
}

/** Without a word about it, Docker takes the default route from whichever network comes first. */
function gateway(path: string, container: ContainerConfiguration, input: FabricConfiguration): string[] {
  const { attach, defaultGateway } = container;
  const { segments } = input;
  const attached = Object.keys(attach);
  // A segment that is misspelt is said so once.
  if (attached.some((name) => !Object.hasOwn(segments, name))) return [];
  if (defaultGateway === undefined) {
    if (attached.length < 2) return [];
    return [
      `${path}.defaultGateway: is missing, and the container is on ${attached.join(", ")}: ` +
        `name the segment whose gateway is its default route`,
    ];
  }
  if (attached.includes(defaultGateway)) return ignoredGateway(path, defaultGateway, container, input);
  return [
    `${path}.defaultGateway: the container is not on segment "${defaultGateway}": name one of ${attached.join(", ")}`,
  ];
}

/** Docker before 28 knows no priority of gateways: it takes the network whose name sorts first (seen with 26.1.5). */
function ignoredGateway(
  path: string,
  wanted: string,
  { attach, host }: ContainerConfiguration,
  { segments, hosts }: FabricConfiguration,
): string[] {
  const stated = hosts[host]?.docker;
  if (stated !== undefined && !isOlder(stated, GATEWAY_PRIORITY_SINCE)) return [];
  const names = new Map(Object.keys(attach).map((name) => [segments[name]?.network ?? "", name]));
  const [first = ""] = [...names.keys()].sort();
  if (names.get(first) === wanted) return [];
  return [
    `${path}.defaultGateway: Docker before ${GATEWAY_PRIORITY_SINCE} takes the network whose name sorts first, which is ` +
      `${first} of segment "${String(names.get(first))}": rename the networks, or state hosts.${host}.docker if it is newer`,
  ];
}
