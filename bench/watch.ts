import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { DEFAULT_ENGINE } from "../lab/image/engines";
import type { FabricOutput } from "../harness/contract";
import { parseFabricOutput } from "../harness/fabric-output";
import { Sessions } from "../harness/testing/sessions";
import { verify } from "../harness/verify";
import { PROJECT_ROOT } from "../support/project";
import { measureSeconds, median, recordFigure } from "./figure";
import { BenchProject } from "./project";

const ROUNDS = 10;
/** Seconds from the beginning of a round to that of the next, as `npm run watch` has by default. */
const EVERY = 10;

/** What a round of `npm run watch` costs at the reference topology. */
export async function benchWatch(): Promise<void> {
  const project = await BenchProject.copy(readFileSync(join(PROJECT_ROOT, "Pulumi.dev.yaml"), "utf8"));
  try {
    await project.command("up");
    const text = await project.pulumi("stack", "output", "--json", "--stack", "bench");
    await measureRounds(parseFabricOutput(text, "stack bench"));
  } finally {
    await project.command("down");
    project.remove();
  }
}

/** Records how long a round takes, and its CPU time on this machine and on a guest, which is otherwise idle. */
export async function measureRounds(output: FabricOutput): Promise<void> {
  const sessions = new Sessions(output);
  const host = Object.keys(output.hosts)[0] ?? "";
  // The first round logs in.
  await verify(output, { connect: sessions.connect });
  const idle = await guestSeconds(sessions, host, () => delay(ROUNDS * EVERY * 1000));
  const times: number[] = [];
  const before = process.cpuUsage();
  const busy = await guestSeconds(sessions, host, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const took = await measureSeconds(() => verify(output, { connect: sessions.connect }));
      times.push(took);
      await delay(Math.max(0, EVERY - took) * 1000);
    }
  });
  const { user, system } = process.cpuUsage(before);
  sessions.close();
  const how = `Docker ${DEFAULT_ENGINE}, ${ROUNDS} rounds, one every ${EVERY} s, logins kept`;
  const spent = `${how}, mean; the idle guest spends ${((idle / ROUNDS) * 1000).toFixed(0)} ms in ${EVERY} s`;
  recordFigure({ name: "a round of watch", value: median(times), unit: "s", how: `${how}, median` });
  recordFigure({
    ...{ name: "CPU time of a round of watch on the machine", value: (user + system) / 1e6 / ROUNDS, unit: "s" },
    how: `${how}, mean; of the command alone, without QEMU`,
  });
  recordFigure({
    ...{ name: "CPU time of a round of watch on a guest", value: (busy - idle) / ROUNDS, unit: "s", how: spent },
  });
}

/** Seconds that the processors of a guest are not idle while something is done. */
async function guestSeconds(sessions: Sessions, host: string, work: () => Promise<unknown>): Promise<number> {
  const read = async (): Promise<number> => {
    const { stdout } = await sessions.run(host, "head -n 1 /proc/stat");
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = stdout.trim().split(/ +/).slice(1).map(Number);
    // In hundredths of a second; what the machine took from the guest is not the guest's.
    return (user + nice + system + irq + softirq) / 100;
  };
  const before = await read();
  await work();
  return (await read()) - before;
}
