import type { Problem } from "../../support/problem";
import { nicOn, segmentHosts } from "../model/members";
import { parentFault } from "../parent-faults";
import type { FabricConfiguration } from "../schema/fabric-schema";

interface Fault {
  readonly nic: string;
  readonly fault: string;
  readonly remedy: string;
  /** Names of the segments that it carries. */
  readonly names: string[];
}

/** NICs whose name says that they cannot carry a segment, each once. */
export function findParentProblems({ hosts, segments }: FabricConfiguration): Problem[] {
  const found = new Map<string, Fault>();
  for (const [name, segment] of Object.entries(segments)) {
    for (const host of segmentHosts(segment, hosts)) {
      const nic = nicOn(hosts[host], segment.switch);
      const problem = nic === undefined ? undefined : parentFault(nic, segment.driver);
      if (nic === undefined || problem === undefined) continue;
      const path = `hosts.${host}.${segment.switch === undefined ? "nic" : `nics.${segment.switch}`}`;
      const entry = found.get(path) ?? { ...problem, nic, names: [] };
      entry.names.push(name);
      found.set(path, entry);
    }
  }
  return [...found].map(([path, { nic, fault, remedy, names }]) => {
    const carried = names.length === 1 ? "segment" : "segments";
    return { path, message: `${nic} carries ${carried} ${names.join(", ")}, but ${fault}: ${remedy}` };
  });
}
