import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";

/** The files that take longest, longest first: begun last, one of them would run alone in the end. */
const LONGEST = [
  "edits",
  "fuzz",
  "families",
  "host-edits",
  "lab",
  "stacks",
  "switch",
  "registry",
  "workloads",
  "services",
];

class LongestFirst extends BaseSequencer {
  async sort(files) {
    const first = LONGEST.flatMap((name) => files.filter(({ moduleId }) => moduleId.endsWith(`/${name}.test.ts`)));
    return [...first, ...files.filter((file) => !first.includes(file))];
  }
}

export default defineConfig({
  test: {
    include: ["test/lab-e2e/**/*.test.ts", "test/state/**/*.test.ts"],
    // The tests of a file build on each other: one lab is brought up, changed and taken down. The first failure ends the run.
    sequence: { concurrent: false, sequencer: LongestFirst },
    // Two labs at once: each waits for a single guest much of the time.
    maxWorkers: 2,
    bail: 1,
    testTimeout: 900_000,
    hookTimeout: 1_800_000,
  },
});
