import type { FabricOutput } from "../contract";
import type { OutputKind } from "./kind";

/** A group of targets, as Prometheus discovers it from files. */
interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

export const prometheus: OutputKind = {
  reader: "Prometheus",
  description: "hosts and containers as targets of `file_sd_configs`, with their segments as labels",
  files: ["hosts.json", "containers.json"],
  usage: ["npm run outputs -- prometheus --output targets"],
  notes: [
    "Targets have no port, because the plan knows none. Add that of the exporter when you relabel:",
    "",
    "```yaml",
    "scrape_configs:",
    "  - job_name: node",
    "    file_sd_configs: [{ files: [targets/hosts.json] }]",
    '    relabel_configs: [{ source_labels: [__address__], target_label: __address__, replacement: "$1:9100" }]',
    "```",
  ].join("\n"),
  from: "stack output",
  render: (fabric) => ({
    "hosts.json": groupsText(hostGroups(fabric)),
    "containers.json": groupsText(containerGroups(fabric)),
  }),
};

export function groupsText(groups: readonly TargetGroup[]): string {
  return `${JSON.stringify(groups, undefined, 2)}\n`;
}

/** An address as the host of a URL. */
export function urlHost(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

function hostGroups({ stack, hosts }: FabricOutput): TargetGroup[] {
  return Object.entries(hosts).map(([host, { address, docker }]) => ({
    targets: [urlHost(address)],
    labels: { stack, host, docker },
  }));
}

/** A group for each attachment, as the labels are those of the segment. */
function containerGroups({ stack, segments, containers }: FabricOutput): TargetGroup[] {
  return Object.entries(containers).flatMap(([container, { host, attach }]) =>
    Object.entries(attach).map(([segment, { addresses }]) => {
      const { network = "", vlan } = segments[segment] ?? {};
      const tag = vlan === undefined ? {} : { vlan: String(vlan) };
      return { targets: addresses.map(urlHost), labels: { stack, host, container, segment, network, ...tag } };
    }),
  );
}
