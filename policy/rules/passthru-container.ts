import { earlierOf, rowRule } from "../support/row-rule";

export const passthruContainer = rowRule(
  {
    name: "passthru-container",
    description:
      "One container alone is on a macvlan network in mode passthru, because the kernel gives the parent's own MAC to the first and refuses the next.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Use mode bridge for a network with several containers.",
    url: "https://github.com/moby/moby/pull/47318",
  },
  "container",
  (sight, report) => {
    const { row } = sight;
    const passthru = earlierOf(sight, "network").filter(
      ({ mode, daemon: host }) => mode === "passthru" && host.id === row.daemon.id,
    );
    for (const { name } of passthru.filter((network) => row.attachments.some((end) => end.network === network.name))) {
      const first = earlierOf(sight, "container").find(
        ({ daemon: host, attachments }) =>
          host.id === row.daemon.id && attachments.some(({ network }) => network === name),
      );
      if (first === undefined) continue;
      report(`${row.label}: network ${name} is in mode passthru and has ${first.label} already. Use mode bridge.`);
    }
  },
);
