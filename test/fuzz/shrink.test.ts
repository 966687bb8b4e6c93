import { describe, expect, it } from "vitest";
import { refusals } from "./accepted";
import { drawLab, drawStep } from "./draw";
import type { Lab } from "./lab";
import { shrink, type Case } from "./shrink";

/** A step after which one container has other addresses than before, among others. */
function failing(): { step: Case; container: string } {
  for (let seed = 0; ; seed += 1) {
    const before = drawLab(`shrink ${seed}`);
    const { edits, after } = drawStep(before, 4, `shrink ${seed}`);
    const container = Object.keys(before.containers).find((name) => isReaddressed(name, before, after));
    if (container !== undefined) return { step: { before, edits, after }, container };
  }
}

const addressesOf = ({ attach }: Lab["containers"][string]): string =>
  JSON.stringify(Object.values(attach).map(({ address }) => address));

function isReaddressed(name: string, before: Lab, after: Lab): boolean {
  const [was, is] = [before.containers[name], after.containers[name]];
  return was !== undefined && is !== undefined && addressesOf(was) !== addressesOf(is);
}

describe("shrinking", () => {
  const { step, container } = failing();
  const goesWrong = ({ before, after }: Case): Promise<boolean> =>
    Promise.resolve(isReaddressed(container, before, after));

  it("leaves one edit, and what it takes to see the fault", async () => {
    const smallest = await shrink(step, goesWrong, 100);
    expect(smallest.edits).toHaveLength(1);
    expect(Object.keys(smallest.before.containers)).toEqual([container]);
    expect(Object.keys(smallest.after.containers)).toEqual([container]);
    for (const lab of [smallest.before, smallest.after]) expect(refusals(lab)).toEqual([]);
  });

  it("tries no more cases than it may", async () => {
    let tried = 0;
    const counted = (smaller: Case): Promise<boolean> => {
      tried += 1;
      return goesWrong(smaller);
    };
    await shrink(step, counted, 3);
    expect(tried).toBe(3);
  });

  it("returns the case itself when nothing smaller goes wrong", async () => {
    expect(await shrink(step, () => Promise.resolve(false), 100)).toEqual(step);
  });

  it("tries only cases that the plan takes, and that change something", async () => {
    const tried: Case[] = [];
    await shrink(step, (smaller) => { tried.push(smaller); return goesWrong(smaller); }, 100); // prettier-ignore
    for (const { before, after } of tried) {
      expect([...refusals(before), ...refusals(after)]).toEqual([]);
      expect(after).not.toEqual(before);
    }
  });
});
