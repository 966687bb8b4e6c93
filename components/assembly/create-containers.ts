import * as pulumi from "@pulumi/pulumi";
import { hostsFilePath } from "../../host/names";
import { pidsLimitScript } from "../../host/container-scripts";
import { inOrder } from "../../topology/model/dependencies";
import type { Container, PlacedAddress } from "../../topology/model/topology";
import { isChecked, secondsToHealth } from "../../topology/options/health";
import { writtenPath, type Origins } from "../../topology/schema/origins";
import type { BridgeAttachment, SegmentAttachment } from "../container-networks";
import type { Health } from "../container-health";
import { environmentOf } from "../container-environment";
import { optionsOf } from "../container-options";
import { FabricContainer } from "../fabric-container";
import { remoteScript } from "../remote-script";
import type { Hosts } from "./create-hosts";
import type { Images } from "./create-images";
import type { Bridges } from "./create-bridges";
import type { Networks } from "./create-segments";
import { createNames } from "./create-names";
import { mountsOf } from "../../topology/options/mounts";
import { createFiles } from "./create-files";
import { createVolumes } from "./create-volumes";
import { mountArgs } from "./mount-args";
import { askFirst } from "./ask-first";
import { onceAnswered } from "./answered";
import { entry, type Scope } from "./scope";

/** The containers, by name. */
export type Containers = ReadonlyMap<string, FabricContainer>;

export function createContainers(
  scope: Scope,
  hosts: Hosts,
  networks: Networks,
  bridges: Bridges,
  images: Images,
): Containers {
  const { name, topology, secrets, texts, parent } = scope;
  const volumes = createVolumes(scope, hosts);
  const files = createFiles(scope, hosts);
  const dependsOn = onceAnswered([
    ...[...networks.values(), ...bridges.values()].flatMap((each) => [...each.networks.values()]),
    ...[...images.values()].flatMap(({ resources }) => resources),
    ...volumes.values(),
  ]);
  const names = createNames({ name, topology, parent }, hosts);
  const questions = topology.probe ? askFirst({ name, topology, parent }, hosts, dependsOn) : undefined;
  const made = new Map<string, FabricContainer>();
  const waited = waitedFor(topology.containers);
  for (const container of inOrder(topology.containers)) {
    const { host } = container;
    const args = {
      ...{ container: container.name, host: entry(hosts, host), ...optionsOf(container) },
      ...mountArgs(container, volumes, files),
      environment: environmentOf(container, secrets, texts),
      image: entry(entry(images, container.image).on, host),
      attachments: attachmentsOf(container, networks, topology.origins),
      bridges: bridgesOf(container, bridges),
      ...(hasOwnHosts(container) ? {} : { hostsFile: hostsFilePath(topology.stack, container.name) }),
      health: healthOf(container, waited, topology.origins),
      // Not for the component to depend on: the engine fails one whose registration it has skipped.
      after: [names.get(host), questions?.get(host), ...dependenciesOf(container, made)].flatMap((each) => each ?? []),
    };
    made.set(container.name, new FabricContainer(`${name}-${container.name}`, args, { parent, dependsOn }));
  }
  return made;
}

/** Whether the stack file gives a container an /etc/hosts of its own. */
function hasOwnHosts({ volumes, files }: Container): boolean {
  return [...Object.keys(files), ...mountsOf(volumes).map(({ target }) => target)].includes("/etc/hosts");
}

/** The containers that others want to be healthy first. */
function waitedFor(containers: readonly Container[]): Set<string> {
  const wanted = containers.flatMap(({ dependencies }) => dependencies.filter(({ healthy }) => healthy));
  return new Set(wanted.map(({ container }) => container));
}

/** One that has a check of its own is waited for in any case, so that an update says who is unhealthy. */
function healthOf({ name, healthcheck }: Container, waited: ReadonlySet<string>, origins: Origins): Health | undefined {
  if (!isChecked(healthcheck) && !waited.has(name)) return undefined;
  return { bound: secondsToHealth(healthcheck), path: writtenPath(origins, `containers.${name}.healthcheck`) };
}

/** What a container waits for: the containers that are to be made first, each started, or healthy too. */
function dependenciesOf({ dependencies }: Container, made: Containers): pulumi.Resource[] {
  return dependencies.flatMap(({ container: name, healthy }) => {
    const { container, healthy: checked } = entry(made, name);
    return healthy && checked !== undefined ? [container, checked] : [container];
  });
}

function attachmentsOf(
  { name, attach, defaultGateway }: Container,
  networks: Networks,
  origins: Origins,
): SegmentAttachment[] {
  return attach.map(({ segment, addresses, mac }) => ({
    segment: entry(networks, segment),
    address: oneOrList(addresses),
    mac,
    path: writtenPath(origins, `containers.${name}.attach.${segment}.mac`),
    isDefaultGateway: segment === defaultGateway,
  }));
}

/** A single address stays what it is in existing stacks. */
function oneOrList(addresses: readonly PlacedAddress[]): string | readonly string[] {
  const texts = addresses.map(({ address }) => address);
  return texts.length === 1 ? texts.join() : texts;
}

function bridgesOf({ bridges, defaultGateway }: Container, made: Bridges): BridgeAttachment[] {
  return bridges.map(({ bridge, address }) => ({
    bridge: entry(made, bridge),
    address,
    isDefaultGateway: bridge === defaultGateway,
  }));
}

/** Sets the process limits of all containers on a host with one login. */
export function limitProcesses({ name, topology, parent }: Scope, hosts: Hosts, containers: Containers): void {
  for (const [hostName, host] of hosts) {
    const local = topology.containers.filter((container) => container.host === hostName);
    if (local.length === 0) continue;
    const rows = local.map((container) =>
      entry(containers, container.name).container.id.apply((id) => ({
        id,
        pids: container.pids,
      })),
    );
    const script = pulumi.all(rows).apply((known) => pidsLimitScript(topology.stack, known));
    remoteScript(
      `${name}-${hostName}-limits`,
      { ssh: host.ssh, script, timeout: 60 + local.length },
      host.childOptions(parent),
    );
  }
}
