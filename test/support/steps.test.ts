import { describe, expect, it } from "vitest";
import { UserError } from "../../support/errors";
import { runSteps } from "../../support/steps";
import { startProgress } from "../../support/terminal";

describe("runSteps", () => {
  const failing = { title: "a", run: () => Promise.reject(new UserError("fix it")) };

  it("throws what the step has thrown", async () => {
    await expect(runSteps([failing])).rejects.toThrow(new UserError("fix it"));
    await expect(runSteps([failing])).rejects.toBeInstanceOf(UserError);
  });

  it("runs every step where failures do not end the others", async () => {
    let ran = false;
    const slow = async (): Promise<undefined> => {
      await new Promise((resume) => setTimeout(resume, 50));
      ran = true;
    };
    await runSteps([failing, { title: "b", run: slow }], { exitOnError: false });
    expect(ran).toBe(true);
  });

  it.each([
    ["as many at a time as it may", 2, 2],
    ["all at once otherwise", undefined, 3],
  ])("runs %s", async (_, atOnce, expected) => {
    let [running, most] = [0, 0];
    const run = async (): Promise<undefined> => {
      most = Math.max(most, (running += 1));
      await new Promise((resume) => setTimeout(resume, 20));
      running -= 1;
    };
    const steps = ["a", "b", "c"].map((title) => ({ title, run }));
    await runSteps(steps, atOnce === undefined ? {} : { atOnce });
    expect(most).toBe(expected);
  });
});

it("progress names its subject and the time since it started", () => {
  const lines: string[] = [];
  startProgress("docker01", (line) => lines.push(line))("waiting for ssh");
  startProgress(undefined, (line) => lines.push(line))("building");
  expect(lines).toEqual([
    expect.stringMatching(/^docker01: waiting for ssh \[\d\.\ds\]$/),
    expect.stringMatching(/^building \[\d\.\ds\]$/),
  ]);
});
