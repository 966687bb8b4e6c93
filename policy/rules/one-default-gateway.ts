import { GATEWAY_PRIORITY_SINCE, isOlder } from "../../topology/docker-version";
import { at, countAt, known } from "../support/known";
import { earlierOf, rowRule } from "../support/row-rule";

export const oneDefaultGateway = rowRule(
  {
    name: "one-default-gateway",
    description:
      "A container on several networks names the one whose gateway is its default route, because Docker takes whichever comes first otherwise.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
      "Give one entry of networksAdvanced a gwPriority above all others; in a fabric, set defaultGateway.",
    url: "https://github.com/moby/moby/issues/35221",
  },
  "container",
  (sight, report, { props }) => {
    const { row } = sight;
    // Throws while the list is unknown, so that the SDK says so.
    countAt(props, "networksAdvanced");
    const isolated = new Set(earlierOf(sight, "network").flatMap(({ name, internal }) => (internal ? name : [])));
    const routed = row.attachments
      .map(({ network = "a network", addresses }, index) => ({ network, addresses, index }))
      .filter(({ network }) => !isolated.has(network));
    if (routed.length < 2) return;
    const priorities = routed.map(({ index }) => {
      const value = known(() => at(props, "networksAdvanced", index, "gwPriority"));
      return typeof value === "number" ? value : 0;
    });
    const highest = Math.max(...priorities);
    const names = routed.map(({ network }) => network);
    if (priorities.filter((priority) => priority === highest).length > 1) {
      report(
        `${row.label} networksAdvanced: no gwPriority decides between ${names.join(", ")} for the default route of container ` +
          `${row.name}. Give one of them gwPriority 1.`,
      );
      return;
    }
    const stated = earlierOf(sight, "host").find(({ host }) => host === row.host.name)?.docker;
    const [first = ""] = [...names].sort();
    const wanted = names[priorities.indexOf(highest)] ?? "";
    if ((stated !== undefined && !isOlder(stated, GATEWAY_PRIORITY_SINCE)) || wanted === first) return;
    report(
      `${row.label} networksAdvanced: Docker before ${GATEWAY_PRIORITY_SINCE} ignores gwPriority and takes ${first}, whose name ` +
        `sorts first, instead of ${wanted}. Rename the networks, or state hosts.<name>.docker if it is newer.`,
    );
  },
);
