import type { CellReport, Report } from "../report";
import type { TestReport } from "../user-tests/test-report";
import type { OutputKind } from "./kind";

export const metrics: OutputKind = {
  reader: "the textfile collector of Prometheus's node exporter",
  description:
    "metrics of the last verification: each cell, its round trip, each test of your own, the drift of each host",
  files: ["macvlan-fabric.prom"],
  usage: [
    "npm run verify",
    "npm run outputs -- metrics --output /var/lib/prometheus/node-exporter/macvlan-fabric.prom",
  ],
  from: "report",
  render: (report) => ({ "macvlan-fabric.prom": renderMetrics(report) }),
};

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

function renderMetrics(report: Report): string {
  const { stack, cells, hosts, state, started, verdict, tests = [] } = report;
  const drift = (host: string): number => state.filter((item) => item.host === host && !item.ok).length;
  const timed = cells.flatMap((cell) => (cell.rttMs === undefined ? [] : [{ cell, value: cell.rttMs / 1000 }]));
  const each = (value: (host: string) => number): Sample[] =>
    Object.keys(hosts).map((host) => ({ labels: { stack, host }, value: value(host) }));
  const families: [name: string, help: string, samples: Sample[]][] = [
    ["verify_passed", "Whether the last verification passed.", [{ labels: { stack }, value: Number(verdict === "passed") }]],
    ["verify_timestamp_seconds", "When the last verification began.", [{ labels: { stack }, value: Date.parse(started) / 1000 }]],
    ["cell_ok", "Whether a cell of the matrix is as planned.", cells.map((cell) => ({ labels: cellLabels(stack, cell), value: Number(cell.ok) }))],
    ["cell_rtt_seconds", "Round trip of a cell that was answered.", timed.map(({ cell, value }) => ({ labels: cellLabels(stack, cell), value }))],
    ["test_ok", "Whether a test of the user's own passed.", tests.map((test) => ({ labels: testLabels(stack, test), value: Number(test.ok) }))],
    ["test_seconds", "How long the last request of a test took.", tests.flatMap((test) => test.tookMs === undefined ? [] : [{ labels: testLabels(stack, test), value: test.tookMs / 1000 }])],
    ["host_verified", "Whether a host could be verified.", each((host) => Number(hosts[host]?.error === undefined))],
    ["drift_items", "Properties of a host that are not as planned.", each(drift)],
  ]; // prettier-ignore
  return families
    .filter(([, , samples]) => samples.length > 0)
    .map(([name, help, samples]) => {
      const lines = samples.map(({ labels, value }) => `macvlan_${name}${labelText(labels)} ${value}\n`);
      return `# HELP macvlan_${name} ${help}\n# TYPE macvlan_${name} gauge\n${lines.join("")}`;
    })
    .join("");
}

/** All that tells a cell from others. */
function cellLabels(stack: string, { from, to, address, method, port, link, expect }: CellReport): Sample["labels"] {
  return {
    ...{ stack, from: from.name, from_kind: from.kind, to: to.name, to_kind: to.kind, address, method, expect },
    ...(port === undefined ? {} : { port: String(port) }),
    ...(link === undefined ? {} : { link }),
  };
}

function testLabels(stack: string, { name, kind, from, to, level }: TestReport): Sample["labels"] {
  const target = to === undefined ? {} : { to: to.name, to_kind: to.kind };
  return { stack, test: name, kind, from: from.name, from_kind: from.kind, ...target, level };
}

function labelText(labels: Sample["labels"]): string {
  const quoted = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escape)}"`);
  return `{${quoted.join(",")}}`;
}

function escape(character: string): string {
  return character === "\n" ? "\\n" : `\\${character}`;
}
