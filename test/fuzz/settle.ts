import { familyOf } from "../../topology/ip";
import { drawAddress, entry, familiesOf, keepOnly, membersOf, names, prefixOf } from "./lab";
import type { Container, Lab, Segment, Subnet } from "./lab";
import type { Random } from "./random";

/** Brings in line with an edit what depends on it, as its author would in the same breath, and touches nothing else. */
export function settle(lab: Lab, random: Random): void {
  if (lab.registry === undefined) Object.assign(lab, { images: {}, containers: {} });
  else if (!(lab.registry.host in lab.hosts)) lab.registry.host = random.pick(names(lab.hosts));
  for (const segment of Object.values(lab.segments)) settleSegment(lab, segment, random);
  for (const [name, container] of Object.entries(lab.containers)) {
    settleContainer(lab, container, random);
    if (!(container.host in lab.hosts) || names(container.attach).length === 0) {
      Reflect.deleteProperty(lab.containers, name);
    }
  }
  for (const container of Object.values(lab.containers)) settleOrder(lab, container);
}

function settleSegment(lab: Lab, segment: Segment, random: Random): void {
  if (segment.hosts !== undefined) {
    segment.hosts = segment.hosts.filter((host) => host in lab.hosts);
    if (segment.hosts.length === 0) delete segment.hosts;
  }
  const members = membersOf(lab, segment);
  keepOnly(segment.hostAddresses, members);
  keepOnly(segment.links, members);
  keepOnly(segment.shims, members);
  if (segment.driver === "ipvlan") delete segment.mode;
  if ((segment.mode ?? "bridge") !== "bridge") delete segment.shims;
  if (segment.vlan === undefined) {
    delete segment.mtu;
    delete segment.hostAddresses;
    delete segment.links;
  }
  if (!familiesOf(segment.subnets).includes(6)) delete segment.slaac;
  for (const subnet of segment.subnets) {
    if (segment.internal) delete subnet.gateway;
    else subnet.gateway ??= `${prefixOf(subnet.subnet)}1`;
  }
  for (const [host, addresses] of Object.entries(segment.shims ?? {})) {
    Object.assign(segment.shims ?? {}, { [host]: settleAddresses(addresses, segment.subnets, random) });
  }
}

function settleContainer(lab: Lab, container: Container, random: Random): void {
  const carried = names(lab.segments).filter((name) =>
    membersOf(lab, entry(lab.segments, name)).includes(container.host),
  );
  keepOnly(container.attach, carried);
  keepOnly(container.bridges, names(lab.bridges));
  if (!(container.image in lab.images)) container.image = random.pick(names(lab.images));
  for (const [name, attachment] of Object.entries(container.attach)) {
    const segment = entry(lab.segments, name);
    attachment.address = settleAddresses(attachment.address, segment.subnets, random);
    if (segment.driver === "ipvlan") delete attachment.mac;
  }
  const routed = [
    ...names(container.attach).filter((name) => !entry(lab.segments, name).internal),
    ...names(container.bridges),
  ];
  if (routed.length < 2) delete container.defaultGateway;
  else if (!routed.includes(container.defaultGateway ?? "")) container.defaultGateway = random.pick(routed);
}

/** Waits for nobody who is not there, nor for the health of one without a check. */
function settleOrder({ containers }: Lab, container: Container): void {
  keepOnly(container.depends_on, names(containers));
  for (const [name, wait] of Object.entries(container.depends_on ?? {})) {
    if (entry(containers, name).healthcheck === undefined) wait.condition = "service_started";
  }
  if (names(container.depends_on ?? {}).length === 0) delete container.depends_on;
}

/** Keeps the addresses of subnets that are there, and adds one of each family that is missing. */
function settleAddresses(addresses: readonly string[], subnets: readonly Subnet[], random: Random): string[] {
  const kept = addresses.filter((address) => subnets.some(({ subnet }) => address.startsWith(prefixOf(subnet))));
  const missing = familiesOf(subnets).filter((family) => !kept.some((address) => familyOf(address) === family));
  return [...kept, ...missing.map((family) => drawAddress(family, subnets, random))];
}
