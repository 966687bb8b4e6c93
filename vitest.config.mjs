import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // The lab's tests run real guests for minutes, and those of the state the engine: `npm test` runs them with a
    // configuration of their own.
    include: ["test/**/*.test.ts"],
    exclude: ["test/lab-e2e/**", "test/state/**", "node_modules/**"],
    // A missing golden file fails; `vitest -u` writes it.
    update: "none",
    // An Output inside a template literal throws instead of printing its advice.
    env: { PULUMI_ERROR_OUTPUT_STRING: "1" },
    // For tests that hang: what takes 10 s on a quiet machine must pass on one that is busy.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
