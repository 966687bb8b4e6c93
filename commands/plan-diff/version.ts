import type { FabricOutput } from "../../harness/contract";
import { originText } from "../../topology/model/images";
import type { Container, Topology } from "../../topology/model/topology";
import { commandOf } from "../../topology/options/command";
import { containerOptions } from "../../topology/schema/container-options";
import { addressPlan } from "../../topology/plan/build-plan";
import { exportPlan, type ExportedPlan } from "../../topology/plan/exported-plan";
import { plannedOutput } from "../../components/assembly/planned-output";

/** A stack at one time, as its two outputs describe it: deployed, or as they will be. */
export interface Version {
  readonly fabric: FabricOutput;
  readonly plan: Pick<ExportedPlan, "addresses" | "ranges">;
  /** How containers run, by name, as text; the outputs of a stack do not tell. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What a stack file plans. */
export function plannedVersion(topology: Topology): Version {
  const images = new Map(
    topology.images.map(({ name, tag, origin }) => [name, `${originText(origin)}, as ${name}:${tag}`]),
  );
  const options = topology.containers.map((container) => {
    const { name, image, memory } = container;
    return [name, { image: images.get(image) ?? image, ...optionTexts(container), memory: `${memory} MiB` }] as const;
  });
  return {
    fabric: plannedOutput(topology),
    plan: exportPlan(topology.stack, addressPlan(topology)),
    options: Object.fromEntries(options),
  };
}

/** The options of a container that are not empty. */
function optionTexts(container: Container): Record<string, string> {
  const options = { ...container, command: commandOf(container) };
  const given = OPTION_NAMES.flatMap((name) => {
    const text = optionText(options[name]);
    return text === "" ? [] : [[name, text] as const];
  });
  return Object.fromEntries(given);
}

const OPTION_NAMES = containerOptions.keyof().options;

function optionText(value: unknown): string {
  if (Array.isArray(value)) return value.map(optionText).join(" ");
  if (typeof value === "string" || typeof value === "number" || value === true) return String(value);
  if (!(value instanceof Object)) return "";
  const entries = Object.entries(value).map(([name, entry]) => `${name}=${optionText(entry)}`);
  return entries.join(" ");
}
