import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isOlder, SHARED_PARENTS_SINCE } from "../../topology/docker-version";
import { engineOf, ENGINE_SETTING } from "../support/engine";
import { networksBeside, rowRule } from "../support/row-rule";

const rule = rowRule(
  {
    name: "one-network-per-parent",
    description:
      "A parent carries one layer-2 network on each host, because Docker refuses a second ipvlan network, before 27.0.1 a second macvlan one, and never reserves one gateway twice.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
      "Give each network a VLAN of its own, or state the engine (hosts.<name>.docker, or the setting engine) when it is 27.0.1 or later.",
    url: "https://github.com/moby/libnetwork/issues/1535",
  },
  "network",
  (sight, report, args) => {
    const { row } = sight;
    const first = networksBeside(sight).find(({ driver }) => driver === row.driver);
    if (first === undefined) return;
    const engine = engineOf(sight, row.daemon, args);
    // ipvlan networks never share a parent.
    if (row.driver === "macvlan" && engine !== undefined && !isOlder(engine, SHARED_PARENTS_SINCE)) return;
    const who = row.driver === "macvlan" ? `Docker ${engine ?? "of no stated version"} may refuse` : "Docker refuses";
    report(
      `${row.label} options.parent: ${row.carrier ?? ""} of ${row.daemon.name} carries ${first.label} already, and ${who} a second ` +
        `network. Give it a VLAN of its own.`,
    );
  },
);

export const oneNetworkPerParent: ResourceValidationPolicy = { ...rule, configSchema: ENGINE_SETTING };
