import type { Problem } from "../../support/problem";
import { nicOn } from "../model/members";
import { carrierName } from "../naming";
import type { FabricConfiguration, SegmentConfiguration } from "../schema/fabric-schema";

/** Subinterfaces named in `links` that have the name of another link of their host in the plan. */
export function findLinkNameProblems({ segments, hosts }: FabricConfiguration): Problem[] {
  return Object.entries(segments).flatMap(([name, { links, vlan }]) =>
    Object.entries(links).flatMap(([host, link]) => {
      if (vlan === undefined || !Object.hasOwn(hosts, host)) return [];
      const path = `segments.${name}.links.${host}`;
      const nic = [hosts[host]?.nic, ...Object.values(hosts[host]?.nics ?? {})].includes(link);
      if (nic) return [{ path, message: `${link} is a NIC of host "${host}": give the subinterface another name` }];
      const other = Object.entries(segments).find(
        ([key, segment]) => key !== name && linkOn(host, segment, hosts) === link,
      )?.[0];
      if (other === undefined) return [];
      const message = `${link} also carries segment "${other}" on host "${host}": give one of them another name`;
      return [{ path, message }];
    }),
  );
}

/** The subinterface of a segment on a host that carries it. */
function linkOn(host: string, segment: SegmentConfiguration, hosts: FabricConfiguration["hosts"]): string | undefined {
  const nic = nicOn(hosts[host], segment.switch);
  if (nic === undefined || segment.vlan === undefined) return undefined;
  if (segment.hosts?.includes(host) === false) return undefined;
  return carrierName(nic, segment.vlan, segment.links[host]);
}
