import { join } from "node:path";
import { cacheRoot } from "../support/cache";
import { PROJECT_ROOT } from "../support/project";
import { say, startProgress } from "../support/terminal";
import { ensureToolchain } from "../toolchain/toolchain";
import { DEFAULT_ENGINE } from "../lab/image/engines";
import { measureAlternately, measureMedian, measureSeconds, recordFigure } from "./figure";
import { EMPTY_PROGRAM, plainProgram } from "./plain-programs";
import { BenchProject } from "./project";
import { serialLab } from "./serial-lab";

const STACK = "dev";
const SETTINGS = ["--policy-pack-config", join("policy", "config", `${STACK}.json`)];
const ROUNDS = 5;

/** The reference topology in the lab, from nothing running to proven. Takes the stack dev down before and after. */
export async function benchLab(): Promise<void> {
  await run("down");
  await benchWarmLab();
  await benchVerify();
  await benchPulumi();
  await run("down");
}

async function benchWarmLab(): Promise<void> {
  let stop = async (): Promise<void> => Promise.resolve();
  const serial = await measureSeconds(async () => (stop = await serialLab()));
  await stop();
  const ours = await measureSeconds(() => run("up"));
  const how = `Docker ${DEFAULT_ENGINE}, one run; a plain serial ssh script took ${serial.toFixed(1)} s in the same run, guests' start included in both`;
  recordFigure({ name: "caches present, nothing running, to proven lab", value: ours, unit: "s", line: 90, how });
  recordFigure({
    name: "proven lab against a plain serial ssh script",
    value: ours / serial,
    unit: "x",
    line: 0.9,
    how,
  });
}

async function benchVerify(): Promise<void> {
  const value = await measureMedian(() => run("verify"), ROUNDS);
  recordFigure({
    name: "verify of the reference topology",
    value,
    unit: "s",
    line: 6,
    how: `Docker ${DEFAULT_ENGINE}, median of ${ROUNDS} runs, command included`,
  });
}

async function benchPulumi(): Promise<void> {
  const empty = await BenchProject.create(plainProgram(EMPTY_PROGRAM));
  try {
    const { cli, env } = await ensureToolchain(startProgress());
    const pulumi = (...args: readonly string[]): Promise<void> => runPulumi(cli, env, args);
    const [preview, emptyPreview] = await measureAlternately(
      () => pulumi("preview"),
      () => empty.pulumi("preview", "--stack", "bench"),
      ROUNDS,
    );
    recordFigure({
      name: "preview against that of an empty program",
      value: preview / emptyPreview,
      unit: "x",
      line: 2.5,
      how: describeRuns(preview, emptyPreview),
    });
    const flags = ["up", "--yes", "--skip-preview"];
    const [noop, emptyUp] = await measureAlternately(
      () => pulumi(...flags, "--expect-no-changes"),
      () => empty.pulumi(...flags, "--stack", "bench"),
      ROUNDS,
    );
    recordFigure({
      name: "up with nothing to do against that of an empty program",
      value: noop / emptyUp,
      unit: "x",
      line: 2,
      how: describeRuns(noop, emptyUp),
    });
  } finally {
    empty.remove();
  }
}

function describeRuns(ours: number, empty: number): string {
  return `medians of ${ROUNDS} alternating runs: ${ours.toFixed(2)} s and ${empty.toFixed(2)} s, policy pack included`;
}

/** Runs a command of the product as people do. */
async function run(command: string): Promise<void> {
  const { execa } = await import("execa");
  const args = ["commands/run.mjs", command, "--stack", STACK];
  const { exitCode } = await execa("node", args, { cwd: PROJECT_ROOT, stdio: "inherit", reject: false });
  if (exitCode !== 0)
    say(`${command} ended with exit code ${String(exitCode)}: the next figure is that of a failed run`);
}

/** Runs `pulumi` on the stack without the commands around it, under the policies. */
async function runPulumi(cli: string, env: NodeJS.ProcessEnv, args: readonly string[]): Promise<void> {
  const { execa } = await import("execa");
  const backend = env["PULUMI_BACKEND_URL"] ?? `file://${join(cacheRoot(), "state")}`;
  await execa(cli, [...args, "--stack", STACK, "--policy-pack", "policy", ...SETTINGS, "--non-interactive"], {
    ...{ cwd: PROJECT_ROOT, extendEnv: false },
    env: { PULUMI_CONFIG_PASSPHRASE: "", ...env, PULUMI_BACKEND_URL: backend },
  });
}
