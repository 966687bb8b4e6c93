import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { DEFAULT_ENGINE } from "../lab/image/engines";
import { imageKind } from "../lab/image/networks";
import { guestImage } from "../lab/image/image";
import { messageOf } from "../support/errors";
import { PROJECT_ROOT } from "../support/project";
import { say, startProgress } from "../support/terminal";
import type { FabricInput } from "../topology/schema/fabric-schema";
import { FABRIC_KEY } from "../topology/schema/parse-configuration";
import { measureMedian, measureSeconds, recordFigure } from "./figure";
import { BenchProject } from "./project";

/** How many containers docker01 gets besides those of the reference topology. */
const MORE = 40;
/** What so many containers need. */
const MEMORY_MIB = 2048;
const PARALLEL = 64;
const ROUNDS = 5;

/** Many containers on one lab guest, whose sshd is stock: how many of them one `up` loses, and how long verify takes. */
export async function benchCrowd(): Promise<void> {
  await guestImage(imageKind({ docker: DEFAULT_ENGINE }), MEMORY_MIB, startProgress("crowd"));
  const fabric = crowd();
  const names = Object.keys(fabric.containers ?? {});
  const size = `${Object.keys(fabric.hosts).length} hosts x ${names.length} containers`;
  const project = await BenchProject.copy(stringify({ config: { [FABRIC_KEY]: fabric } }));
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

/** The reference topology and more containers on docker01, in turn on each of its segments. */
function crowd(): FabricInput {
  const file = parse(readFileSync(join(PROJECT_ROOT, "Pulumi.dev.yaml"), "utf8")) as {
    config: Record<string, FabricInput>;
  };
  const fabric = file.config[FABRIC_KEY];
  if (fabric === undefined) throw new Error("Pulumi.dev.yaml has no fabric");
  for (const { vm } of Object.values(fabric.hosts)) if (vm.kind === "lab") vm.memory = MEMORY_MIB;
  const segments = Object.entries(fabric.segments);
  for (let index = 0; index < MORE; index += 1) {
    const [segment, { subnet = "" }] = segments[index % segments.length] ?? ["", {}];
    const address = subnet.replace(/\d+\/\d+$/, String(100 + index));
    Object.assign((fabric.containers ??= {}), {
      [`more${index}`]: { host: "docker01", image: "busybox", attach: { [segment]: address } },
    });
  }
  return fabric;
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
