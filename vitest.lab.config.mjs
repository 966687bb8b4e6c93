import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/lab-e2e/**/*.test.ts", "test/state/**/*.test.ts"],
    // The tests of a file build on each other: one lab is brought up, changed and taken down. The first failure ends the run.
    sequence: { concurrent: false },
    fileParallelism: false,
    bail: 1,
    testTimeout: 900_000,
    hookTimeout: 1_800_000,
  },
});
