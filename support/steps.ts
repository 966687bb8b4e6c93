import { Listr, PRESET_TIMER } from "listr2";
import { startProgress, type Say } from "./terminal";

/** A piece of work that is shown by its title, with its progress while it runs and the time that it took. */
export interface Step {
  readonly title: string;
  /** Resolves to the title that the finished step is to have; undefined keeps the title. */
  readonly run: (say: Say) => Promise<string | undefined>;
}

export interface StepOptions {
  /** Whether a step that fails ends the others too. Default: true. */
  readonly exitOnError?: boolean;
}

/** Runs steps side by side. @throws whatever the first step to fail has thrown, unless failures do not end the others */
export async function runSteps(steps: readonly Step[], options: StepOptions = {}): Promise<void> {
  const tasks = steps.map(({ title, run }) => ({
    title,
    task: async (_: unknown, task: { title: string; output: string }): Promise<void> => {
      const show = (line: string): void => void (task.output = line);
      task.title = (await run(startProgress(undefined, show))) ?? title;
    },
  }));
  // The message of a failure is printed once, by whoever runs the program.
  const shown = { timer: PRESET_TIMER, showErrorMessage: false, collapseErrors: false };
  await new Listr(tasks, {
    ...{ concurrent: true, exitOnError: options.exitOnError ?? true },
    ...{ rendererOptions: shown, fallbackRendererOptions: { timer: PRESET_TIMER } },
  }).run();
}
