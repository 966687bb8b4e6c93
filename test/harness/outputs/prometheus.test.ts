import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { chooseProof } from "../../../harness/reachability/choose-proof";
import type { Report } from "../../../harness/report";
import { verify } from "../../../harness/verify";
import { cellIndex, fakeHosts, SILENT } from "../fake-host";
import { referenceOutput, richOutput } from "../fixture";
import { needProgram, run, temporaryFolder } from "./consumer";
import { render } from "./render";

const folder = temporaryFolder();

/** Has promtool check a configuration with these targets, and show what each job would scrape. */
function discover(jobs: readonly object[]): { targets: (job: string) => Record<string, string>[]; text: string } {
  const file = folder.write({ "prometheus.yml": stringify({ scrape_configs: jobs }) });
  const { text, status } = run("promtool", ["check", "config", file]);
  expect(status, text).toBe(0);
  const targets = (job: string): Record<string, string>[] => {
    const { stdout } = run("promtool", ["check", "service-discovery", "--timeout=4s", file, job]);
    const found = JSON.parse(stdout) as { labels: Record<string, string> }[];
    // promtool lists them in an order of its own.
    return found.map(({ labels }) => labels).sort((a, b) => String(a["instance"]).localeCompare(String(b["instance"])));
  };
  return { targets, text };
}

describe("targets for Prometheus", () => {
  it("are accepted and discovered with their labels", (context) => {
    needProgram(context, "promtool", "prometheus");
    folder.write(render("prometheus", richOutput()));
    const job = (name: string) => ({ job_name: name, file_sd_configs: [{ files: [`${folder.path}/${name}.json`] }] });
    const port = { source_labels: ["__address__"], target_label: "__address__", replacement: "$1:9100" };
    const { targets } = discover([{ ...job("hosts"), relabel_configs: [port] }, job("containers")]);
    const hosts = targets("hosts");
    expect(hosts.map(({ instance }) => instance)).toEqual(["192.168.1.11:9100", "192.168.1.13:9100"]);
    expect(hosts[0]).toMatchObject({ host: "docker01", stack: "dev" });
    const ten = targets("containers").filter(({ container }) => container === "ten1");
    expect(ten).toHaveLength(2);
    expect(ten[0]).toMatchObject({ host: "docker01", segment: "vlan10", network: "mac_net10", vlan: "10" });
    expect(ten.map(({ instance = "" }) => instance.replace(/:80$/, "")).sort()).toEqual([
      "172.16.10.10",
      "[fd00:10::10]",
    ]);
  });

  it("differ by prober for the blackbox exporter, and say what to expect", (context) => {
    needProgram(context, "promtool", "prometheus");
    const files = render("blackbox", referenceOutput());
    folder.write(files);
    const job = {
      job_name: "from",
      file_sd_configs: [{ files: [`${folder.path}/from-host-docker01.json`] }],
      relabel_configs: [
        { source_labels: ["__address__"], target_label: "__param_target" },
        { source_labels: ["__param_target"], target_label: "instance" },
        { target_label: "__address__", replacement: "127.0.0.1:9115" },
      ],
    };
    const { targets } = discover([job]);
    expect(
      targets("from").map(({ instance, to, expect: wish, __param_module: module }) => [instance, to, wish, module]),
    ).toEqual([
      ["192.168.1.11:5000", "192.168.1.11:5000", "reach", "tcp"],
      ["192.168.1.13", "docker02", "reach", "icmp"],
      ["192.168.10.11", "docker02", "reach", "icmp"],
      ["192.168.20.21", "docker02", "reach", "icmp"],
    ]);
    expect(files["from-container-bbox10.json"]).toMatch(/"172.16.20.20"[^}]*"expect": "blocked"/);
  });

  it("come with modules that the exporter accepts, and with rules that Prometheus accepts", (context) => {
    needProgram(context, "promtool", "prometheus");
    needProgram(context, "prometheus-blackbox-exporter", "prometheus-blackbox-exporter");
    folder.write(render("blackbox"));
    expect(run("promtool", ["check", "rules", `${folder.path}/rules.yml`]).text).toContain("SUCCESS: 2 rules found");
    const check = ["--config.check", `--config.file=${folder.path}/blackbox.yml`];
    const { status, text } = run("prometheus-blackbox-exporter", check);
    expect(status, text).toBe(0);
  });
});

describe("metrics of a verification", () => {
  const output = richOutput();
  let report: Report;
  beforeAll(async () => {
    const silent = String(cellIndex(chooseProof(output), "ten1", "ten3"));
    const hosts = fakeHosts(
      output,
      (id) => (id === silent ? SILENT : undefined),
      (text) => text.replace("/twenty3\trunning", "/twenty3\texited"),
    );
    report = await verify(output, { pause: 1, connect: hosts.connect });
  });

  it("are accepted, each once", (context) => {
    needProgram(context, "promtool", "prometheus");
    const text = render("metrics", output, report)["macvlan-fabric.prom"] ?? "";
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
    expect([stdout + stderr, status]).toEqual(["", 0]);
    const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    const keys = samples.map((line) => line.slice(0, line.lastIndexOf(" ")));
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it("tell what failed and what has drifted", () => {
    const text = render("metrics", output, report)["macvlan-fabric.prom"] ?? "";
    expect(text).toContain('macvlan_verify_passed{stack="dev"} 0\n');
    expect(text).toMatch(/^macvlan_cell_ok\{[^}]*from="ten1",[^}]*to="ten3",[^}]*method="ping",[^}]*\} 0$/m);
    expect(text.match(/^macvlan_cell_ok.* 0$/gm)).toHaveLength(report.counts.failed);
    expect(text).toContain('macvlan_drift_items{stack="dev",host="docker01"} 0\n');
    expect(text).toMatch(/^macvlan_drift_items\{stack="dev",host="docker02"\} [1-9]/m);
    expect(text).toMatch(/^macvlan_cell_rtt_seconds\{.*\} 0\.\d+$/m);
  });
});
