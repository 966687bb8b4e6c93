import type { FabricOutput } from "./contract";
import { compareDocker } from "./docker-state";
import { compareNics, compareSegment } from "./link-state";
import type { ProbeOutput } from "./probe-output";
import { compareRegistry } from "./registry-state";
import { compareRouters } from "./router-state";
import type { Comparison, StateItem } from "./state-item";
import { compareUpdate } from "./unfinished-state";

/**
 * Compares kernel, files and Docker of one host with the plan. The engine's state is not consulted: commands have no drift
 * detection, and a refresh can forget networks.
 */
export function compareState(host: string, output: FabricOutput, seen: ProbeOutput): StateItem[] {
  const segments = Object.values(output.segments).filter((segment) => host in segment.hosts);
  const compared: Comparison[] = [
    ...compareUpdate(host, output),
    ...compareNics(host, output, seen),
    ...segments.flatMap((segment) => compareSegment(host, segment, seen)),
    ...compareRouters(host, output, seen),
    ...compareDocker(host, output, seen),
    ...compareRegistry(host, output, seen),
  ];
  return compared.map((item) => ({ host, ...item, ok: item.ok ?? item.desired === item.observed }));
}
