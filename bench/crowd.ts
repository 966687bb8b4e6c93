import { DEFAULT_ENGINE } from "../lab/image/engines";
import { imageKind } from "../lab/image/networks";
import { guestImage } from "../lab/image/image";
import { messageOf } from "../support/errors";
import { say, startProgress } from "../support/terminal";
import { measureMedian, measureSeconds, recordFigure } from "./figure";
import { BenchProject } from "./project";
import { MEMORY_MIB, referenceWith, stackFileOf } from "./reference-topology";

/** How many containers docker01 gets besides those of the reference topology. */
const MORE = 40;
const PARALLEL = 64;
const ROUNDS = 5;

/** Many containers on one lab guest, whose sshd is stock: how many of them one `up` loses, and how long verify takes. */
export async function benchCrowd(): Promise<void> {
  await guestImage(imageKind({ docker: DEFAULT_ENGINE }), MEMORY_MIB, startProgress("crowd"));
  const fabric = referenceWith(MORE, ["docker01"]);
  const names = Object.keys(fabric.containers ?? {});
  const size = `${Object.keys(fabric.hosts).length} hosts x ${names.length} containers`;
  const project = await BenchProject.copy(stackFileOf(fabric));
  try {
    const up = await measureSeconds(() => bringUp(project));
    const made = await containersOf(project);
    recordFigure({
      name: `containers that one up of ${size} loses`,
      value: names.filter((name) => !made.has(name)).length,
      unit: "containers",
      line: 0,
      how: `Docker ${DEFAULT_ENGINE}, one run of ${up.toFixed(0)} s with --parallel ${PARALLEL}, ${MORE} more on docker01 than in the reference topology`,
    });
    recordFigure({
      name: `verify of ${size}`,
      value: await measureMedian(() => project.command("verify"), ROUNDS),
      unit: "s",
      line: 20,
      how: `Docker ${DEFAULT_ENGINE}, median of ${ROUNDS} runs, command included`,
    });
  } finally {
    await project.command("down");
    project.remove();
  }
}

/** A run that loses containers fails; what it has made stays. */
async function bringUp(project: BenchProject): Promise<void> {
  try {
    await project.pulumi("up", "--yes", "--skip-preview", "--parallel", String(PARALLEL), "--stack", "bench");
  } catch (error) {
    say(messageOf(error));
  }
}

/** Names of the containers that the state has. */
async function containersOf(project: BenchProject): Promise<Set<string>> {
  const { deployment } = JSON.parse(await project.pulumi("stack", "export", "--stack", "bench")) as Exported;
  const names = deployment.resources.map(
    ({ urn }) => /docker:index\/container:Container::fabric-(.+)-container$/.exec(urn)?.[1] ?? "",
  );
  return new Set(names);
}

interface Exported {
  readonly deployment: { readonly resources: readonly { readonly urn: string }[] };
}
