import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { FabricOutput } from "../contract";
import { groupBy } from "../group-by";
import type { ReachabilityCell } from "../reachability/cell";
import { chooseProof } from "../reachability/choose-proof";
import { heading, type OutputKind } from "./kind";
import { groupsText, urlHost } from "./prometheus";

/** What the exporter may take for one probe: Prometheus waits 10 s. */
const MODULES = {
  icmp: { prober: "icmp", timeout: "2s", icmp: { preferred_ip_protocol: "ip4" } },
  tcp: { prober: "tcp", timeout: "2s" },
};

export const blackbox: OutputKind = {
  reader: "the blackbox exporter of Prometheus",
  description: "what each host and container must and must not reach, as targets for an exporter that runs there",
  files: ["blackbox.yml", "rules.yml", "from-host-*.json", "from-container-*.json"],
  usage: ["npm run outputs -- blackbox --output blackbox"],
  notes: [
    "The targets are those that `npm run verify` tries by ping and TCP. A host does not reach its own macvlan containers, so",
    "targets differ by prober: one job for each place where an exporter runs, which for a container is its own network.",
    "`rules.yml` has an alert for each target that is not as planned.",
    "",
    "```yaml",
    "rule_files: [blackbox/rules.yml]",
    "scrape_configs:",
    "  - job_name: from-docker01",
    "    metrics_path: /probe",
    "    file_sd_configs: [{ files: [blackbox/from-host-docker01.json] }] # names the module, too",
    "    relabel_configs:",
    "      - { source_labels: [__address__], target_label: __param_target }",
    "      - { source_labels: [__param_target], target_label: instance }",
    "      - { target_label: __address__, replacement: 192.168.1.11:9115 } # the exporter on docker01",
    "```",
  ].join("\n"),
  from: "stack output",
  render: (fabric) => {
    const cells = chooseProof(fabric).filter(({ method }) => method === "ping" || method === "tcp");
    const probers = groupBy(cells, ({ from }) => `from-${from.kind}-${from.name}.json`);
    return {
      "blackbox.yml": heading(fabric) + stringify({ modules: MODULES }),
      "rules.yml": readFileSync(join(__dirname, "blackbox-rules.yml"), "utf8"),
      ...Object.fromEntries([...probers].map(([file, own]) => [file, targets(own, fabric)])),
    };
  },
};

function targets(cells: readonly ReachabilityCell[], { stack }: FabricOutput): string {
  return groupsText(
    cells.map(({ from, to, address, port, expect }) => ({
      targets: [port === undefined ? address : `${urlHost(address)}:${port}`],
      labels: { __param_module: port === undefined ? "icmp" : "tcp", stack, from: from.name, to: to.name, expect },
    })),
  );
}
