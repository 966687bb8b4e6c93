import type { Problem } from "../../support/problem";
import { nicOn, segmentHosts } from "../model/members";
import { carrierName } from "../naming";
import type { FabricConfiguration, HostConfiguration, SegmentConfiguration } from "../schema/fabric-schema";

/** Subinterfaces that have the name of another link of their host in the plan. */
export function findLinkNameProblems({ segments, hosts }: FabricConfiguration): Problem[] {
  return Object.entries(segments).flatMap(([name, segment]) =>
    segmentHosts(segment, hosts).flatMap((host) => {
      const link = linkOn(host, segment, hosts);
      if (link === undefined) return [];
      const isGiven = segment.links[host] !== undefined;
      const nic = placeOf(link, host, hosts[host]);
      if (!isGiven) return nic === undefined ? [] : [twice(`segments.${name}.vlan`, link, host, nic)];
      const path = `segments.${name}.links.${host}`;
      if (nic !== undefined)
        return [{ path, message: `${link} is a NIC of host "${host}": give the subinterface another name` }];
      const other = Object.entries(segments).find(
        ([key, each]) => key !== name && linkOn(host, each, hosts) === link,
      )?.[0];
      if (other === undefined) return [];
      const message = `${link} also carries segment "${other}" on host "${host}": give one of them another name`;
      return [{ path, message }];
    }),
  );
}

function twice(path: string, link: string, host: string, nic: string): Problem {
  const message = `${link} on host "${host}" is also ${nic}, so that two switches would be one: choose another VLAN ID, or remove that NIC`;
  return { path, message };
}

/** Where the configuration names a link as a NIC of a host. */
function placeOf(link: string, name: string, host: HostConfiguration | undefined): string | undefined {
  if (host?.nic === link) return `hosts.${name}.nic`;
  const on = Object.entries(host?.nics ?? {}).find(([, nic]) => nic === link)?.[0];
  return on === undefined ? undefined : `hosts.${name}.nics.${on}`;
}

/** The subinterface of a segment on a host that carries it. */
function linkOn(host: string, segment: SegmentConfiguration, hosts: FabricConfiguration["hosts"]): string | undefined {
  const nic = nicOn(hosts[host], segment.switch);
  if (nic === undefined || segment.vlan === undefined) return undefined;
  if (segment.hosts?.includes(host) === false) return undefined;
  return carrierName(nic, segment.vlan, segment.links[host]);
}
