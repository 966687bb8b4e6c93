import { UserError } from "./errors";

/** Something that is wrong at one place. */
export interface Problem {
  /** Where to fix it: a configuration path, or the name of an environment variable. */
  readonly path: string;
  /** What is wrong there, with the value and the remedy. */
  readonly message: string;
}

/** A problem as people read it. */
export function problemText({ path, message }: Problem): string {
  return `${path}: ${message}`;
}

/** All problems of a source, such as a configuration key: a heading that names it, then a line each. */
export function problemList(source: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${count} in ${source}:`, ...problems.map((problem) => `  - ${problemText(problem)}`)].join("\n");
}

/** A single problem that stops the operation. */
export class ProblemError extends UserError {
  constructor(readonly problem: Problem) {
    super(problemText(problem));
  }
}
