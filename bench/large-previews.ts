import { stringify } from "yaml";
import { FABRIC_KEY } from "../topology/schema/parse-configuration";
import { measureAlternately, measureSeconds, recordFigure } from "./figure";
import { largeStack, type StackSize } from "./large-stack";
import { dockerProgram, FAST_RUNTIME, plainProgram } from "./plain-programs";
import { BenchProject } from "./project";

const COMPARED: StackSize = { hosts: 10, segments: 20, containers: 200 };
const LARGE: StackSize = { hosts: 50, segments: 20, containers: 1000 };
const PREVIEW = ["preview", "--stack", "bench", "--suppress-outputs", "--suppress-progress"];
const ROUNDS = 3;

/** Previews of large stacks, policy pack included. They need no host. */
export async function benchLargePreviews(): Promise<void> {
  await compareWithPlainProgram();
  await measureLarge();
}

async function compareWithPlainProgram(): Promise<void> {
  const ours = await projectOf(COMPARED);
  const resources = await countResources(ours);
  const { hosts } = COMPARED;
  const networks = COMPARED.hosts * COMPARED.segments;
  // The stack itself is a resource too.
  const containers = resources - 1 - hosts - networks;
  const plain = await BenchProject.create(plainProgram(dockerProgram({ hosts, networks, containers }), FAST_RUNTIME));
  try {
    const same = await countResources(plain);
    if (same !== resources) throw new Error(`the plain program has ${same} resources, not ${resources}`);
    const [mine, others] = await measureAlternately(
      () => preview(ours),
      () => plain.pulumi(...PREVIEW),
      ROUNDS,
    );
    recordFigure({
      name: "preview of 10 hosts x 20 segments x 200 containers against a plain program of as many resources",
      value: mine / others,
      unit: "x",
      line: 1.4,
      how: `${resources} resources, medians of ${ROUNDS} alternating runs: ${mine.toFixed(1)} s with the policy pack and ${others.toFixed(1)} s under the same runtime options`,
    });
  } finally {
    ours.remove();
    plain.remove();
  }
}

async function measureLarge(): Promise<void> {
  const project = await projectOf(LARGE);
  try {
    let output = "";
    const value = await measureSeconds(async () => (output = await preview(project)));
    recordFigure({
      name: "preview of 50 hosts x 20 segments x 1,000 containers",
      value,
      unit: "s",
      line: 60,
      how: `${resourcesIn(output)} resources, one run, policy pack included`,
    });
  } finally {
    project.remove();
  }
}

function projectOf(size: StackSize): Promise<BenchProject> {
  return BenchProject.copy(stringify({ config: { [FABRIC_KEY]: largeStack(size) } }));
}

function preview(project: BenchProject): Promise<string> {
  return project.pulumi(...PREVIEW, "--policy-pack", "policy");
}

async function countResources(project: BenchProject): Promise<number> {
  return resourcesIn(await project.pulumi(...PREVIEW));
}

/** How many resources a preview of a new stack would create. */
function resourcesIn(output: string): number {
  const count = /\+ (\d+) to create/.exec(output)?.[1];
  if (count === undefined)
    throw new Error(`the preview does not state the number of resources:\n${output.slice(-1000)}`);
  return Number(count);
}
