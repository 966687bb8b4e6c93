import type { Problem } from "../../support/problem";
import { nicOn } from "../model/members";
import { carrierName, fitsInterfaceName, MAX_INTERFACE_NAME } from "../naming";
import type { FabricConfiguration, HostConfiguration, SegmentConfiguration } from "../schema/fabric-schema";

/** Hosts that lack a carrier for the segment, or on which it could not be created. */
export function findCarrierProblems(
  path: string,
  segment: SegmentConfiguration,
  members: readonly string[],
  hosts: FabricConfiguration["hosts"],
): Problem[] {
  const known = members.filter((name) => Object.hasOwn(hosts, name));
  return [
    ...findUnservedSwitch(`${path}.switch`, segment, members, hosts),
    ...known.flatMap((name) => findHostCarrierProblem(path, segment, name, hosts[name])),
  ];
}

function findUnservedSwitch(
  path: string,
  segment: SegmentConfiguration,
  members: readonly string[],
  hosts: FabricConfiguration["hosts"],
): Problem[] {
  if (segment.switch === undefined || members.length > 0) return [];
  const known = [...new Set(Object.values(hosts).flatMap(({ nics }) => Object.keys(nics)))];
  const others = known.length === 0 ? "" : ` name one of ${known.join(", ")}, or`;
  const message = `no host has an interface on switch "${segment.switch}":${others} add it to hosts.<name>.nics`;
  return [{ path, message }];
}

/** The first problem only: the others follow from it. */
function findHostCarrierProblem(
  path: string,
  segment: SegmentConfiguration,
  name: string,
  host: HostConfiguration | undefined,
): Problem[] {
  const nic = nicOn(host, segment.switch);
  if (host === undefined || nic === undefined) {
    const switchName = String(segment.switch);
    const message =
      `host "${name}" has no interface on switch "${switchName}": add hosts.${name}.nics.${switchName}, ` +
      `or leave the host out of ${path}.hosts`;
    return [{ path: `${path}.switch`, message }];
  }
  const given = segment.links[name];
  if (segment.vlan === undefined) {
    if (given === undefined) return [];
    const message = "the segment has no vlan, and so no subinterface: remove links, or add a vlan";
    return [{ path: `${path}.links`, message }];
  }
  if (segment.mtu !== undefined && segment.mtu > host.mtu) {
    const message =
      `${segment.mtu} exceeds the MTU of the NIC of host "${name}" (hosts.${name}.mtu, ${host.mtu}): ` +
      `lower it, or correct hosts.${name}.mtu`;
    return [{ path: `${path}.mtu`, message }];
  }
  const link = carrierName(nic, segment.vlan, given);
  if (given === undefined && nic.includes(".")) {
    const message =
      `NIC ${nic} of host "${name}" is already a subinterface, and Docker reads no VLAN ID from "${link}": ` +
      `name the NIC below it, or give the link a name of its own with ${path}.links.${name}`;
    return [{ path: `${path}.vlan`, message }];
  }
  if (fitsInterfaceName(link)) return [];
  const message =
    `"${link}" on host "${name}" is longer than the ${MAX_INTERFACE_NAME} characters that Linux allows: ` +
    `name it with ${path}.links.${name}`;
  return [{ path: `${path}.vlan`, message }];
}
