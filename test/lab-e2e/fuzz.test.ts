import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { fuzz } from "../fuzz/fuzz";

/** Seeds: one that is always the same, and one that is new with each change of a file, and the same for every run of it. */
const SEEDS = [1, seedOf(execFileSync("git", ["rev-parse", "HEAD^{tree}"], { encoding: "utf8" }))];
/** So many that both seeds together take less than ten minutes on two cores without KVM, beside another lab. */
const EDITS = 2;

it.each(SEEDS)("random edits with seed %i converge in one up each", async (seed) => {
  const said: string[] = [`seed ${seed}: repeat this with \`npm run fuzz -- --edits ${EDITS} --at-once ${EDITS} --seed ${seed}\``];
  const say = (line: string): void => {
    said.push(line);
    process.stdout.write(`${line}\n`);
  };
  const keep = (files: Readonly<Record<string, string>>): string => {
    for (const [name, text] of Object.entries(files)) said.push(`${name}:\n${text}`);
    return "the output of this test";
  };
  const faults = await fuzz({ seed, edits: EDITS, atOnce: EDITS, shrink: 0, goOn: false, say, keep });
  expect(faults, said.join("\n")).toBe(0);
}); // prettier-ignore

function seedOf(hash: string): number {
  return Number.parseInt(hash.slice(0, 5), 16);
}
