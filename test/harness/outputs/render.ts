import type { FabricOutput } from "../../../harness/contract";
import type { Files } from "../../../harness/outputs/kind";
import { OUTPUT_KINDS } from "../../../harness/outputs/kinds";
import { conclude, type Report } from "../../../harness/report";
import { referenceOutput } from "../fixture";

export const TIME = new Date("2026-03-01T10:00:00Z");

/** The files of a kind of output, by default of the reference topology; a report is one without cells. */
export function render(kind: string, fabric: FabricOutput = referenceOutput(), report?: Report): Files {
  const found = OUTPUT_KINDS[kind];
  if (found === undefined) throw new Error(`there is no kind ${kind}`);
  if (found.from === "stack output") return found.render(fabric, TIME);
  const findings = { stack: fabric.stack, hosts: {}, cells: [], causes: [], state: [] };
  return found.render(report ?? conclude({ ...findings, scope: "proof", started: TIME.toISOString(), durationMs: 0 }));
}
