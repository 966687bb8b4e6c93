import { contains, parseAddress, parseSubnet } from "../topology/ip";
import type { FabricOutput } from "./contract";
import { listed } from "./link-state";
import type { DockerContainer, ProbeOutput } from "./probe-output";
import { addressKey } from "./probes";
import { compareFiles } from "./files-state";
import { compareNames } from "./names-state";
import type { Comparison } from "./state-item";

type ContainerOutput = FabricOutput["containers"][string];

/** A container of the host, as Docker has it and as the kernel has it in its namespace. */
export function compareContainer(name: string, host: string, output: FabricOutput, seen: ProbeOutput): Comparison[] {
  const planned = output.containers[name];
  if (planned?.host !== host) return [];
  const subject = `container ${name}`;
  const found = seen.containers.get(name);
  if (found?.status !== "running") {
    return [{ subject, property: "state", desired: "running", observed: stateText(found) }];
  }
  const networks = plannedNetworks(planned, output);
  return [
    { property: "state", desired: "running", observed: found.status },
    ...compareImage(planned, found),
    { property: "networks", desired: listed([...networks.keys()]), observed: listed([...found.networks.keys()]) },
    ...[...networks].flatMap(([network, addresses]) => compareAddresses(network, addresses, found, planned, output)),
    compareKernel(name, [...networks.values()].flat(), found, seen),
    ...compareNames(name, found, output),
    ...compareFiles(planned, found),
    ...compareHealth(found),
  ].map((item) => ({ subject, ...item }));
}

function stateText(found: DockerContainer | undefined): string {
  if (found === undefined) return "absent";
  return found.ended === undefined ? found.status : `${found.status} (${found.ended})`;
}

/** The digest of an image that could not be published is not known. */
function compareImage({ image }: ContainerOutput, found: DockerContainer): Item[] {
  return image.includes("@") ? [{ property: "image", desired: image, observed: found.image }] : [];
}

/** One that starts has had its time; what it is by then is what counts. */
function compareHealth({ health, unhealthy }: DockerContainer): Item[] {
  if (health === undefined) return [];
  return [{ property: "health", desired: "healthy", observed: [health, ...unhealthy].join("; ") }];
}

/** The planned addresses by network. */
function plannedNetworks(
  { attach, bridges = {} }: ContainerOutput,
  output: FabricOutput,
): Map<string, readonly string[]> {
  const networks = new Map<string, readonly string[]>();
  for (const [segment, { addresses }] of Object.entries(attach)) {
    networks.set(output.segments[segment]?.network ?? segment, addresses);
  }
  for (const [bridge, address] of Object.entries(bridges)) {
    networks.set(output.bridges[bridge]?.network ?? bridge, [address]);
  }
  return networks;
}

type Item = Omit<Comparison, "subject">;

function compareAddresses(
  network: string,
  planned: readonly string[],
  found: DockerContainer,
  { host }: ContainerOutput,
  { segments }: FabricOutput,
): Item[] {
  const ranges = Object.values(segments).find((segment) => segment.network === network)?.hosts[host]?.ipRanges ?? {};
  const observed = (found.networks.get(network) ?? []).filter(
    (address) => planned.includes(address) || !isAutomatic(address, Object.values(ranges)),
  );
  return [{ property: `addresses on ${network}`, desired: listed(planned), observed: listed(observed) }];
}

/** Docker gives an endpoint an address of each family of its network, from the range that the plan leaves to it. */
function isAutomatic(address: string, ranges: readonly string[]): boolean {
  const parsed = parseAddress(address);
  return ranges.some((range) => {
    const subnet = parseSubnet(range);
    return parsed !== undefined && subnet !== undefined && contains(subnet, parsed);
  });
}

/** What is really on the links, whatever Docker believes; but for what Docker itself says that it gave. */
function compareKernel(name: string, planned: readonly string[], found: DockerContainer, seen: ProbeOutput): Item {
  const docker = [...found.networks.values()].flat();
  const texts = new Map([...planned, ...docker].map((address) => [addressKey(address), address]));
  const keys = (seen.own.get(name) ?? []).flatMap(({ addresses }) => addresses);
  const observed = keys
    .map((key) => texts.get(key) ?? fromKey(key))
    .filter((address) => planned.includes(address) || !docker.includes(address));
  return { property: "addresses of its links", desired: listed(planned), observed: listed(observed) };
}

/** The text of an address in hexadecimal. */
function fromKey(key: string): string {
  if (key.length === 8) return (key.match(/../g) ?? []).map((octet) => parseInt(octet, 16)).join(".");
  const text = (key.match(/.{4}/g) ?? []).join(":");
  return parseAddress(text)?.text ?? text;
}
