import { Listr, PRESET_TIMER } from "listr2";
import { elapsed, startProgress, type Progress } from "./terminal";

/** A piece of work, shown with its title, its progress while it runs, and the time that it took. */
export interface Step {
  readonly title: string;
  /** Resolves to the title of the finished step; undefined keeps the title. */
  readonly run: (progress: Progress) => Promise<string | undefined>;
}

export interface StepOptions {
  /** Whether a failed step stops the others too. Default: true. */
  readonly exitOnError?: boolean;
  /** How many run at a time. Default: all. */
  readonly atOnce?: number;
}

/** Runs steps in parallel. @throws the error of the first step to fail, unless failures do not stop the others */
export async function runSteps(steps: readonly Step[], options: StepOptions = {}): Promise<void> {
  const { exitOnError = true, atOnce = true } = options;
  const failures: Error[] = [];
  const tasks = steps.map(({ title, run }) => ({
    title,
    task: async (_: unknown, task: { title: string; output: string }): Promise<void> => {
      const started = performance.now();
      const show = (line: string): void => void (task.output = line);
      try {
        task.title = (await run(startProgress(undefined, show))) ?? title;
      } catch (error) {
        failures.push(error instanceof Error ? error : new Error(String(error)));
        // Shown only if the output is not a terminal: the program prints the message itself, once.
        throw new Error(`after ${elapsed(started)}`);
      }
    },
  }));
  try {
    await new Listr(tasks, {
      ...{ concurrent: atOnce, exitOnError },
      rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false },
      fallbackRendererOptions: { timer: PRESET_TIMER },
    }).run();
  } catch (error) {
    throw failures[0] ?? error;
  }
}
