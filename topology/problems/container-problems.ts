import type { Problem } from "../../support/problem";
import { GATEWAY_PRIORITY_SINCE, isOlder } from "../docker-version";
import { nicOn, segmentHosts } from "../model/members";
import type { ContainerConfiguration, FabricConfiguration } from "../schema/fabric-schema";
import { findUnknownName } from "./unknown-name";

export function findContainerProblems(configuration: FabricConfiguration): Problem[] {
  return Object.entries(configuration.containers).flatMap(([name, container]) => {
    const path = `containers.${name}`;
    return [
      ...findUnknownName(`${path}.host`, "host", container.host, configuration.hosts),
      ...findUnknownName(`${path}.image`, "image", container.image, configuration.images),
      ...Object.keys(container.attach).flatMap((segment) =>
        findAttachmentProblems(path, segment, container, configuration),
      ),
      ...findGatewayProblems(`${path}.defaultGateway`, container, configuration),
    ];
  });
}

function findAttachmentProblems(
  containerPath: string,
  name: string,
  { host }: ContainerConfiguration,
  { segments, hosts }: FabricConfiguration,
): Problem[] {
  const path = `${containerPath}.attach.${name}`;
  const unknown = findUnknownName(path, "segment", name, segments);
  const segment = segments[name];
  if (unknown.length > 0 || segment === undefined) return unknown;
  if (!Object.hasOwn(hosts, host) || segmentHosts(segment, hosts).includes(host)) return [];
  const wired = nicOn(hosts[host], segment.switch) !== undefined;
  const remedy = wired ? `add it to segments.${name}.hosts` : `add hosts.${host}.nics.${String(segment.switch)}`;
  return [{ path, message: `host "${host}" does not carry segment "${name}": ${remedy}, or move the container` }];
}

/** Unless told which, Docker takes the default route from whichever network comes first. */
function findGatewayProblems(
  path: string,
  { attach, defaultGateway, host }: ContainerConfiguration,
  configuration: FabricConfiguration,
): Problem[] {
  const attached = Object.keys(attach);
  // A misspelt segment is already reported, once.
  if (attached.some((name) => !Object.hasOwn(configuration.segments, name))) return [];
  if (defaultGateway === undefined) {
    if (attached.length < 2) return [];
    const message =
      `is missing, and the container is on ${attached.join(", ")}: ` +
      `name the segment whose gateway is its default route`;
    return [{ path, message }];
  }
  if (attached.includes(defaultGateway)) {
    return findIgnoredGateway(path, defaultGateway, attached, host, configuration);
  }
  const message = `the container is not on segment "${defaultGateway}": name one of ${attached.join(", ")}`;
  return [{ path, message }];
}

/** Docker before 28 has no gateway priority: it takes the network whose name sorts first (seen with 26.1.5). */
function findIgnoredGateway(
  path: string,
  wanted: string,
  attached: readonly string[],
  host: string,
  { segments, hosts }: FabricConfiguration,
): Problem[] {
  const stated = hosts[host]?.docker;
  if (stated !== undefined && !isOlder(stated, GATEWAY_PRIORITY_SINCE)) return [];
  const names = new Map(attached.map((name) => [segments[name]?.network ?? "", name]));
  const [first = ""] = [...names.keys()].sort();
  if (names.get(first) === wanted) return [];
  const message =
    `Docker before ${GATEWAY_PRIORITY_SINCE} takes the network whose name sorts first, which is ${first} of segment ` +
    `"${String(names.get(first))}": rename the networks, or state hosts.${host}.docker if it is newer`;
  return [{ path, message }];
}
