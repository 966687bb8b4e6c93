import { isOlder, SHARED_PARENTS_SINCE } from "../../topology/docker-version";
import { defineRule } from "../support/define-rule";
import { networksBeside } from "../support/earlier-rows";
import { ENGINE_SETTINGS, engineOf } from "../support/engine";
import { observationsOf } from "../support/looks-at";

export const oneNetworkPerParent = defineRule({
  name: "one-network-per-parent",
  description:
    "A parent carries one layer-2 network on each host, because Docker refuses a second ipvlan network, before 27.0.1 a second macvlan one, and never reserves the same gateway twice.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Give each network its own VLAN, or declare the Docker version (hosts.<name>.docker, or the setting engine) if it is 27.0.1 or later.",
  url: "https://github.com/moby/libnetwork/issues/1535",
  settings: ENGINE_SETTINGS,
  looksAt: observationsOf("network"),
  check: ({ row, earlier }, report, { settings }) => {
    const first = networksBeside(row, earlier).find(({ driver }) => driver === row.driver);
    if (first === undefined) return;
    const engine = engineOf(row.daemon, earlier, settings.engine);
    // ipvlan networks never share a parent.
    if (row.driver === "macvlan" && engine !== undefined && !isOlder(engine, SHARED_PARENTS_SINCE)) return;
    const refusal =
      row.driver === "macvlan" ? `Docker ${engine ?? "of an undeclared version"} may refuse` : "Docker refuses";
    report(
      `${row.label} options.parent: ${row.carrier ?? ""} of ${row.daemon.name} already carries ${first.label}, and ` +
        `${refusal} a second network. Give it its own VLAN.`,
    );
  },
});
