import { earlierOf, rowRule } from "../support/row-rule";

export const fixedAddress = rowRule(
  {
    name: "fixed-address",
    description:
      "Every container on a layer-2 network has a fixed address, because only then it is the same after each start, and known to be nobody else's.",
    enforcementLevel: "advisory",
    severity: "low",
    remediationSteps: "Give the attachment an ipv4Address or ipv6Address.",
  },
  "container",
  (sight, report) => {
    const layer2 = new Set(earlierOf(sight, "network").flatMap((row) => (row.layer2 ? row.name : [])));
    sight.row.attachments.forEach(({ network, automatic }, index) => {
      if (!automatic || network === undefined || !layer2.has(network)) return;
      report(
        `${sight.row.label} networksAdvanced[${String(index)}]: container ${sight.row.name} on ${sight.row.host.name} has ` +
          `no fixed address on ${network}. Give it one.`,
      );
    });
  },
);
