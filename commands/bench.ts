import { benchConflicts } from "../bench/conflicts";
import { recordFigure, seconds } from "../bench/figure";
import { EmptyProgram, inTurns } from "../bench/pulumi";
import { serialLab } from "../bench/serial-lab";
import { down } from "./down";
import { policyFlags } from "./policy-flags";
import { prepare } from "./prepare";
import { say } from "../support/terminal";
import { PROJECT_ROOT } from "../support/project";
import { type Session } from "./session";
import { up } from "./up";
import { verifySession } from "./verify";

const STACK = "dev";

/** Measures the figures of the design, prints each as a line of JSON and appends it to bench/figures.jsonl. */
export async function bench(): Promise<number> {
  await benchConflicts();
  const session = await prepare(STACK, { guests: true });
  await down(STACK);
  await benchWarmLab();
  await benchVerify(session);
  await benchPulumi(session);
  return down(STACK);
}

async function benchWarmLab(): Promise<void> {
  let stop = async (): Promise<void> => Promise.resolve();
  const serial = await seconds(async () => (stop = await serialLab()));
  await stop();
  const ours = await seconds(async () => {
    succeed(await up(STACK));
  });
  const how = `one run; a plain serial ssh script took ${serial.toFixed(1)} s in the same run, guests' start included in both`;
  recordFigure({ name: "caches present, nothing running, to proven lab", value: ours, unit: "s", line: 90, how });
  recordFigure({
    name: "proven lab against a plain serial ssh script",
    value: ours / serial,
    unit: "x",
    line: 0.9,
    how,
  });
}

async function benchVerify(session: Session): Promise<void> {
  const took = await seconds(async () => {
    succeed(await verifySession(session));
  });
  recordFigure({
    name: "verify of the reference topology",
    value: took,
    unit: "s",
    line: 20,
    how: "one run, command included",
  });
}

async function benchPulumi(session: Session): Promise<void> {
  const { execa } = await import("execa");
  const empty = new EmptyProgram(session);
  try {
    await empty.pulumi("stack", "init", "empty");
    const ours = async (...args: string[]): Promise<void> => {
      const all = [...args, "--stack", STACK, ...policyFlags(STACK), "--non-interactive"];
      await execa(session.toolchain.cli, all, { cwd: PROJECT_ROOT, env: session.env, extendEnv: false });
    };
    const [preview, emptyPreview] = await inTurns(
      () => ours("preview"),
      () => empty.pulumi("preview"),
    );
    const how = `medians of 5 runs in turns: ${preview.toFixed(2)} s and ${emptyPreview.toFixed(2)} s, policy pack included`;
    recordFigure({
      name: "preview against that of an empty program",
      value: preview / emptyPreview,
      unit: "x",
      line: 2.5,
      how,
    });
    const flags = ["up", "--yes", "--skip-preview"];
    const [noop, emptyUp] = await inTurns(
      () => ours(...flags, "--expect-no-changes"),
      () => empty.pulumi(...flags),
    );
    const howUp = `medians of 5 runs in turns: ${noop.toFixed(2)} s and ${emptyUp.toFixed(2)} s, policy pack included`;
    recordFigure({
      name: "up with nothing to do against that of an empty program",
      value: noop / emptyUp,
      unit: "x",
      line: 2,
      how: howUp,
    });
  } finally {
    empty.remove();
  }
}

function succeed(exitCode: number): void {
  if (exitCode !== 0) say(`ended with ${exitCode}: the figure that follows is of a failed run`);
}
