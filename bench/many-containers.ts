import { parseFabricOutput } from "../harness/fabric-output";
import { Sessions } from "../harness/testing/sessions";
import { DEFAULT_ENGINE } from "../lab/image/engines";
import { guestImage } from "../lab/image/image";
import { imageKind } from "../lab/image/networks";
import { say, startProgress } from "../support/terminal";
import type { FabricInput } from "../topology/schema/fabric-schema";
import { measureMedian, measureSeconds, recordFigure } from "./figure";
import { BenchProject } from "./project";
import { MEMORY_MIB, referenceWith, stackFileOf } from "./reference-topology";
import { serialLab, type MoreContainer } from "./serial-lab";

/** Containers of the reference topology, and those that it gets, in turn on its hosts and segments. */
const [OWN, MORE] = [6, 34];
const ROUNDS = 5;

/** The reference topology with 40 containers: brought up beside a serial script that does the same, and once more unchanged. */
export async function benchManyContainers(): Promise<void> {
  await guestImage(imageKind({ docker: DEFAULT_ENGINE }), MEMORY_MIB, startProgress("many"));
  const fabric = referenceWith(MORE, ["docker01", "docker02"]);
  const project = await BenchProject.copy(stackFileOf(fabric));
  try {
    let stop = async (): Promise<void> => Promise.resolve();
    const serial = await measureSeconds(async () => (stop = await serialLab(moreContainers(fabric), MEMORY_MIB)));
    await stop();
    const ours = await measureSeconds(() => project.command("up"));
    const size = `${OWN + MORE} containers on 2 hosts`;
    const how = `Docker ${DEFAULT_ENGINE}, one run, proof included; a plain serial ssh script took ${serial.toFixed(1)} s in the same run, guests' start included in both`;
    recordFigure({ name: `from nothing running to ${size}, proven`, value: ours, unit: "s", how });
    recordFigure({ name: `${size} against a plain serial ssh script`, value: ours / serial, unit: "x", how });
    await benchUnchanged(project, size);
  } finally {
    await project.command("down");
    project.remove();
  }
}

function moreContainers({ containers = {}, segments }: FabricInput): MoreContainer[] {
  return Object.entries(containers)
    .slice(OWN)
    .flatMap(([name, { host, attach }]) =>
      Object.entries(attach).map(([segment, address]) => ({
        ...{ host, name, address: typeof address === "string" ? address : "" },
        network: segments[segment]?.network ?? "",
      })),
    );
}

async function benchUnchanged(project: BenchProject, size: string): Promise<void> {
  const logins = await loginCounter(project);
  const before = await logins.count();
  const flags = ["up", "--yes", "--skip-preview", "--expect-no-changes", "--stack", "bench"];
  const value = await measureMedian(() => project.pulumi(...flags), ROUNDS);
  recordFigure({
    ...{ name: `unchanged up of ${size}`, value, unit: "s" },
    how: `Docker ${DEFAULT_ENGINE}, median of ${ROUNDS} runs of pulumi up, policies left out`,
  });
  recordFigure({
    ...{
      name: `logins of an unchanged up of ${size}`,
      value: (await logins.count()) - before,
      unit: "logins",
      line: 0,
    },
    how: `in ${ROUNDS} runs, as the hosts' journals count them`,
  });
  logins.close();
}

/** Counts all logins to the hosts so far, by sessions that stay open themselves. */
async function loginCounter(project: BenchProject): Promise<{ count: () => Promise<number>; close: () => void }> {
  const text = await project.pulumi("stack", "output", "--json", "--stack", "bench");
  const output = parseFabricOutput(text, "stack bench");
  const sessions = new Sessions(output);
  const count = async (): Promise<number> => {
    const counts = Object.keys(output.hosts).map(async (host) => {
      const { stdout } = await sessions.run(host, "journalctl --quiet --boot --grep 'Accepted publickey' | wc -l");
      if (!/^\d+$/.test(stdout.trim())) say(`${host}: its journal could not be read: ${stdout}`);
      return Number(stdout);
    });
    return (await Promise.all(counts)).reduce((sum, own) => sum + own, 0);
  };
  return { count, close: () => { sessions.close(); } }; // prettier-ignore
}
