import { Listr, PRESET_TIMER } from "listr2";
import { elapsed, startProgress, type Progress } from "./terminal";

/** A piece of work that is shown by its title, with its progress while it runs and the time that it took. */
export interface Step {
  readonly title: string;
  /** Resolves to the title that the finished step is to have; undefined keeps the title. */
  readonly run: (progress: Progress) => Promise<string | undefined>;
}

export interface StepOptions {
  /** Whether a step that fails ends the others too. Default: true. */
  readonly exitOnError?: boolean;
}

/** Runs steps side by side. @throws what the first step to fail has thrown, unless failures do not end the others */
export async function runSteps(steps: readonly Step[], options: StepOptions = {}): Promise<void> {
  const { exitOnError = true } = options;
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
        // Only the fallback for output that is not a terminal shows this: the message itself is printed once, by the program.
        throw new Error(`after ${elapsed(started)}`);
      }
    },
  }));
  try {
    await new Listr(tasks, {
      ...{ concurrent: true, exitOnError },
      rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false },
      fallbackRendererOptions: { timer: PRESET_TIMER },
    }).run();
  } catch (error) {
    throw failures[0] ?? error;
  }
}
