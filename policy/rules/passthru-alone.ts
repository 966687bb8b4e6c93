import { earlierOf, rowRule } from "../support/row-rule";
import type { NetworkRow } from "../support/rows";

const POLICY = {
  name: "passthru-alone",
  description:
    "A macvlan network in mode passthru is alone on its parent and has one container, because it hands the whole link to it.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Use mode bridge, or give the passthru network a parent and one container of its own.",
  url: "https://github.com/moby/moby/pull/47318",
} as const;

export const passthruAlone = rowRule(POLICY, "network", (sight, report) => {
  const { row } = sight;
  const beside = earlierOf(sight, "network").find((other) => sharesParent(row, other));
  if (beside === undefined || (row.mode !== "passthru" && beside.mode !== "passthru")) return;
  report(
    `${row.label} options.parent: ${row.parent ?? ""} of ${row.host.name} is shared with ${beside.label}, and one of them ` +
      `is in mode passthru. Use mode bridge.`,
  );
});

function sharesParent(a: NetworkRow, b: NetworkRow): boolean {
  return a.layer2 && b.layer2 && a.parent !== undefined && a.parent === b.parent && a.host.id === b.host.id;
}
