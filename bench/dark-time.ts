import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { DEFAULT_ENGINE } from "../lab/image/engines";
import type { FabricOutput } from "../harness/contract";
import type { DarkTime } from "../harness/dark-time/dark-time-report";
import { measureDarkTime } from "../harness/dark-time/measure-dark-time";
import { parseFabricOutput } from "../harness/fabric-output";
import { reportSchema } from "../harness/report";
import { connectSsh } from "../harness/ssh";
import { cacheRoot } from "../support/cache";
import { PROJECT_ROOT } from "../support/project";
import type { FabricInput } from "../topology/schema/fabric-schema";
import { FABRIC_KEY } from "../topology/schema/parse-configuration";
import { recordFigure } from "./figure";
import { BenchProject } from "./project";

/** Seconds that a guest may take to restart, and its containers after it. */
const RESTART = 300;

/** How long containers of the reference topology do not answer: one address changes, a segment is renumbered, a host reboots. */
export async function benchDarkTime(): Promise<void> {
  const fabric = reference();
  const project = await BenchProject.copy(stackFile(fabric));
  try {
    await project.command("up");
    attach(fabric, "bbox10", { vlan10: "172.16.10.12" });
    const changed = await measureUp(project, fabric);
    record("one address changed", changed, ["bbox10"]);
    Object.assign(fabric.segments["vlan10"] ?? {}, { subnet: "172.16.11.0/24", gateway: "172.16.11.1" });
    attach(fabric, "bbox10", { vlan10: "172.16.11.10" });
    attach(fabric, "bbox11", { vlan10: "172.16.11.11" });
    record("one segment renumbered", await measureUp(project, fabric), ["bbox10", "bbox11"]);
    const text = await project.pulumi("stack", "output", "--json", "--stack", "bench");
    const rebooted = await measureReboot(parseFabricOutput(text, "stack bench"), "docker01");
    record("one host rebooted", rebooted, ["bbox1", "bbox10", "bbox20"]);
    record("one host rebooted, the host itself", rebooted, ["docker01"]);
  } finally {
    await project.command("down");
    project.remove();
  }
}

function record(change: string, { endpoints, seconds }: DarkTime, names: readonly string[]): void {
  const own = endpoints.filter(({ name }) => names.includes(name));
  const times = own.map(({ darkSeconds = NaN }) => darkSeconds);
  const others = endpoints.filter((endpoint) => !own.includes(endpoint) && (endpoint.darkSeconds ?? 0) > 0);
  const list = own.map(({ name, segment = "LAN", darkSeconds = NaN }) => `${name} on ${segment} ${darkSeconds} s`);
  const rest = others.map(({ name, segment = "LAN", darkSeconds = NaN }) => `${name} on ${segment} ${darkSeconds} s`);
  recordFigure({
    name: `dark time, ${change}`,
    value: Math.max(...times),
    unit: "s",
    how:
      `Docker ${DEFAULT_ENGINE}, lab guests, one run of ${seconds.toFixed(0)} s, the longest of ${list.join(", ")}; ` +
      (rest.length === 0 ? "no other endpoint was dark" : `also dark: ${rest.join(", ")}`),
  });
}

function reference(): FabricInput {
  const file = parse(readFileSync(join(PROJECT_ROOT, "Pulumi.dev.yaml"), "utf8")) as {
    config: Record<string, FabricInput>;
  };
  const fabric = file.config[FABRIC_KEY];
  if (fabric === undefined) throw new Error("Pulumi.dev.yaml has no fabric");
  return fabric;
}

function stackFile(fabric: FabricInput): string {
  return stringify({ config: { [FABRIC_KEY]: fabric } });
}

function attach({ containers = {} }: FabricInput, name: string, ends: Record<string, string>): void {
  Object.assign(containers[name] ?? {}, { attach: ends });
}

async function measureUp(project: BenchProject, fabric: FabricInput): Promise<DarkTime> {
  project.configure(stackFile(fabric));
  await project.command("up", "--measure");
  const file = join(cacheRoot(), "reports", "bench", "verify.json");
  const { darkTime } = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  if (darkTime === undefined) throw new Error("the report has no dark times");
  return darkTime;
}

async function measureReboot(output: FabricOutput, host: string): Promise<DarkTime> {
  const { darkTime } = await measureDarkTime({
    ...{ before: output, after: output, touched: new Map([[host, 1]]), whys: new Map<string, string>() },
    patience: RESTART,
    run: () => reboot(output, host),
  });
  return darkTime;
}

/** Resolves when the host runs again. */
async function reboot(output: FabricOutput, host: string): Promise<void> {
  const before = await run(output, host, "cat /proc/sys/kernel/random/boot_id");
  await run(output, host, "sync; (sleep 1; systemctl reboot) >/dev/null 2>&1 &");
  const end = Date.now() + RESTART * 1000;
  while (Date.now() < end) {
    await delay(2000);
    const now = await run(output, host, "cat /proc/sys/kernel/random/boot_id").catch(() => before);
    if (now !== before) return;
  }
  throw new Error(`${host} has not restarted within ${RESTART} s`);
}

async function run(output: FabricOutput, host: string, script: string): Promise<string> {
  const target = output.hosts[host]?.ssh;
  if (target === undefined) throw new Error(`no host ${host}`);
  const session = await connectSsh(host, target, 10_000);
  try {
    return (await session.run(script, 30)).stdout;
  } finally {
    session.close();
  }
}
