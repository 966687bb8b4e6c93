import { defineRule } from "../support/define-rule";
import { networksBeside } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";

export const passthruAlone = defineRule({
  name: "passthru-alone",
  description:
    "A macvlan network in mode passthru is alone on its parent and has one container, because it hands the whole link to that container.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Use mode bridge, or give the passthru network its own parent and only one container.",
  url: "https://github.com/moby/moby/pull/47318",
  looksAt: observationsOf("network"),
  check: ({ row, earlier }, report) => {
    const other = networksBeside(row, earlier).find(
      ({ mode, driver }) => driver === row.driver && (row.mode === "passthru" || mode === "passthru"),
    );
    if (other === undefined) return;
    report(
      `${row.label} options.parent: ${row.carrier ?? ""} of ${row.daemon.name} is shared with ${other.label}, and one of ` +
        "them is in mode passthru. Use mode bridge.",
    );
  },
});
