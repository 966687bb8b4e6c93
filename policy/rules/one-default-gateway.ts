import type { ResourceValidationPolicy } from "@pulumi/policy";
import { GATEWAY_PRIORITY_SINCE, isOlder } from "../../topology/docker-version";
import { networkOn } from "../support/belonging";
import { engineOf, ENGINE_SETTING } from "../support/engine";
import { at, countAt } from "../support/known";
import { earlierOf, layer2Attachments, rowRule } from "../support/row-rule";

const rule = rowRule(
  {
    name: "one-default-gateway",
    description:
      "A container on a layer-2 network and others names the one whose gateway is its default route, because Docker takes whichever comes first otherwise.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
      "Give one entry of networksAdvanced a gwPriority above all others; in a fabric, set defaultGateway.",
    url: "https://github.com/moby/moby/issues/35221",
  },
  "container",
  (sight, report, args) => {
    const { row } = sight;
    // Throws while the list is unknown, so that the SDK says so.
    countAt(args.props, "networksAdvanced");
    const networks = earlierOf(sight, "network");
    const routed = row.attachments
      .map((end, index) => ({
        name: end.network ?? "a network",
        network: networkOn(end.network, row.daemon, networks),
        index,
      }))
      .filter(({ network }) => network?.internal !== true);
    if (routed.length < 2 || layer2Attachments(sight).length === 0) return;
    const priorities = routed.map(({ index }) => {
      const value = at(args.props, "networksAdvanced", index, "gwPriority");
      return typeof value === "number" ? value : 0;
    });
    const highest = Math.max(...priorities);
    const names = routed.map(({ name }) => name);
    if (priorities.filter((priority) => priority === highest).length > 1) {
      report(
        `${row.label} networksAdvanced: no gwPriority decides between ${names.join(", ")} for the default route of container ` +
          `${row.name}. Give one of them gwPriority 1.`,
      );
      return;
    }
    const engine = engineOf(sight, row.daemon, args);
    const [first = ""] = [...names].sort();
    const wanted = names[priorities.indexOf(highest)] ?? "";
    if ((engine !== undefined && !isOlder(engine, GATEWAY_PRIORITY_SINCE)) || wanted === first) return;
    report(
      `${row.label} networksAdvanced: Docker before ${GATEWAY_PRIORITY_SINCE} ignores gwPriority and takes ${first}, whose name ` +
        `sorts first, instead of ${wanted}. Rename the networks, or state the engine (hosts.<name>.docker, or this rule's setting).`,
    );
  },
);

export const oneDefaultGateway: ResourceValidationPolicy = { ...rule, configSchema: ENGINE_SETTING };
