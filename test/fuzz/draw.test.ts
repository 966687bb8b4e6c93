import { describe, expect, it } from "vitest";
import { isAccepted, refusals } from "./accepted";
import { applyEdit, drawLab, drawStep, EDITS } from "./draw";
import { drawDisturbance } from "./disturbance";
import { MAX_CONTAINERS } from "./lab";
import { Random } from "./random";

/** Draws that have to be enough to see every kind of edit. */
const SEEDS = 25;
const STEPS = 20;

/** What a seed draws: a topology, and steps of three edits. */
function run(seed: string, steps: number) {
  const first = drawLab(seed);
  let lab = first;
  const made = Array.from({ length: steps }, (_, index) => {
    const step = drawStep(lab, 3, `${seed}/step ${index}`);
    lab = step.after;
    return step;
  });
  return { first, made };
}

describe("what is drawn from a seed", () => {
  it("is taken by the plan, fits the guests, and reaches every kind of edit", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const { first, made } = run(`seed ${seed}`, STEPS);
      for (const lab of [first, ...made.map(({ after }) => after)]) {
        expect(refusals(lab)).toEqual([]);
        expect(Object.keys(lab.containers).length).toBeLessThanOrEqual(MAX_CONTAINERS);
        expect(Object.keys(lab.hosts).length).toBeGreaterThanOrEqual(2);
        expect(Object.keys(lab.hosts).length).toBeLessThanOrEqual(3);
      }
      for (const { name } of made.flatMap(({ edits }) => edits)) seen.add(name);
    }
    expect([...seen].sort()).toEqual(Object.keys(EDITS).sort());
  });

  it("is a topology with containers, whatever the seed", () => {
    // One in 150 draws hosts and segments on which no container fits.
    for (let seed = 0; seed < 300; seed += 1) {
      expect(Object.keys(drawLab(`topology ${seed}`).containers).length).toBeGreaterThanOrEqual(1);
    }
  });

  it("is the same each time, and another with another seed", () => {
    expect(run("same", 5)).toEqual(run("same", 5));
    expect(run("same", 5)).not.toEqual(run("other", 5));
  });

  it("can be replayed edit by edit", () => {
    const lab = drawLab("replay");
    const { edits, after } = drawStep(lab, 4, "replay");
    expect(edits).toHaveLength(4);
    expect(edits.reduce((now, edit) => applyEdit(now, edit) ?? now, lab)).toEqual(after);
  });

  it("changes no configuration that it was given", () => {
    const lab = drawLab("pure");
    const before = structuredClone(lab);
    drawStep(lab, 5, "pure");
    expect(lab).toEqual(before);
  });

  it("disturbs some steps, in each of three ways", () => {
    const drawn = Array.from({ length: 300 }, (_, index) => drawDisturbance(["a", "b"], new Random(`d${index}`)));
    const kinds = drawn.flatMap((each) => each?.kind ?? []);
    expect(new Set(kinds)).toEqual(new Set(["cli", "guest", "daemon"]));
    expect(kinds.length).toBeLessThan(100);
  });
});

describe("the plan's judgement", () => {
  it("refuses what it would refuse in a preview", () => {
    const lab = drawLab("refused");
    const [first = "", second = ""] = Object.keys(lab.containers);
    const [one, other] = [lab.containers[first], lab.containers[second]];
    if (one === undefined || other === undefined) throw new Error("there are at least four containers");
    Object.assign(other, { host: one.host, attach: structuredClone(one.attach), bridges: {} });
    expect(isAccepted(lab)).toBe(false);
    expect(refusals(lab).join("\n")).toMatch(/containers\./);
  });
});
