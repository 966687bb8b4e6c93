import type { FabricOutput } from "../../harness/contract";
import type { Topology } from "../../topology/model/topology";
import { addressPlan } from "../../topology/plan/build-plan";
import { exportPlan, type ExportedPlan } from "../../topology/plan/exported-plan";
import { plannedOutput } from "../planned-output";

/** A stack at one time, as its two outputs describe it: deployed, or as they will be. */
export interface Version {
  readonly fabric: FabricOutput;
  readonly plan: Pick<ExportedPlan, "addresses" | "ranges">;
  /** How containers run, by name, as text; the outputs of a stack do not tell. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What a stack file plans. */
export function plannedVersion(topology: Topology): Version {
  const images = new Map(topology.images.map(({ name, tag, source }) => [name, `${source}, as ${name}:${tag}`]));
  const options = topology.containers.map(({ name, image, command, capabilities, memory, pids }) => {
    const texts = {
      image: images.get(image) ?? image,
      command: command.join(" "),
      capabilities: capabilities.join(", "),
    };
    return [name, { ...texts, memory: `${memory} MiB`, pids: String(pids) }] as const;
  });
  return {
    fabric: plannedOutput(topology),
    plan: exportPlan(topology.stack, addressPlan(topology)),
    options: Object.fromEntries(options),
  };
}
