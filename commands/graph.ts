import type { FabricOutput } from "../harness/contract";
import { GITHUB_LIMITS } from "../harness/picture/mermaid";
import { pictureOf } from "../harness/picture/picture";
import { renderPicture, type PictureFormat } from "../harness/picture/render-picture";
import { messageOf, UserError } from "../support/errors";
import { replaceFile } from "../support/replace-file";
import { print, say } from "../support/terminal";
import { configurationProblems } from "../topology/schema/parse-configuration";
import { fromUser } from "./outputs";
import { plannedOutput } from "../components/assembly/planned-output";
import { readFabric } from "./read-fabric";
import { readSettledTopology } from "./read-topology";

export interface GraphOptions {
  readonly format: PictureFormat;
  /** Where the picture goes; `-` is standard output. */
  readonly output: string;
  /** Whether what is up is drawn, rather than the stack file. */
  readonly deployed: boolean;
}

/** Draws the network of a stack. Exit code 1: the plan has problems, or nothing is up. */
export async function graph(stack: string, { format, output, deployed }: GraphOptions): Promise<number> {
  const { fabric, exitCode } = deployed ? { fabric: await readFabric(stack), exitCode: 0 } : await fromFile(stack);
  const text = await renderPicture(pictureOf(fabric), format);
  if (format === "mermaid" && text.length > GITHUB_LIMITS.characters) {
    say(
      `GitHub draws no Mermaid text above ${GITHUB_LIMITS.characters.toLocaleString("en")} characters: use --format svg`,
    );
  }
  if (output === "-") print(text);
  else {
    write(fromUser(output), text);
    say(output);
  }
  return exitCode;
}

/** What is wrong with the plan is said, and drawn nevertheless. */
async function fromFile(stack: string): Promise<{ fabric: FabricOutput; exitCode: number }> {
  const { topology, problems } = await readSettledTopology(stack);
  if (problems.length > 0) say(configurationProblems(problems));
  return { fabric: plannedOutput(topology), exitCode: problems.length > 0 ? 1 : 0 };
}

function write(file: string, text: string): void {
  try {
    replaceFile(file, text);
  } catch (error) {
    throw new UserError(`--output ${file}: cannot be written: ${messageOf(error)}`);
  }
}
