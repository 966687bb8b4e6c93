import { networksBeside, rowRule } from "../support/row-rule";

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
  const [beside] = networksBeside(sight).filter(({ mode }) => row.mode === "passthru" || mode === "passthru");
  if (beside === undefined) return;
  report(
    `${row.label} options.parent: ${row.carrier ?? ""} of ${row.daemon.name} is shared with ${beside.label}, and one of them ` +
      `is in mode passthru. Use mode bridge.`,
  );
});
