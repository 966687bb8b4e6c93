import { describe, expect, it } from "vitest";
import { OUTPUT_KINDS } from "../../../harness/outputs/kinds";
import { referenceOutput, richOutput } from "../fixture";
import { render } from "./render";

const NOTHING = { ...referenceOutput(), hosts: {}, segments: {}, bridges: {}, containers: {} };
const kinds = Object.entries(OUTPUT_KINDS);
/** Those of testinfra are a file of its own and what other kinds have. */
const fromOutput = kinds
  .filter(([name, { from }]) => from === "stack output" && name !== "testinfra")
  .map(([name]) => name);

describe("kinds of output", () => {
  it.each(fromOutput)("%s of the reference topology", (kind) => {
    for (const [name, text] of Object.entries(render(kind, referenceOutput()))) expect(text).toMatchSnapshot(name);
  });

  it.each(kinds)("%s writes the files that it says, also of an empty topology", (kind, { files }) => {
    const { registry: _none, ...nothing } = NOTHING;
    const patterns = files.map((name) => new RegExp(`^${name.replaceAll(".", "\\.").replaceAll("*", ".+")}$`));
    for (const fabric of [referenceOutput(), richOutput(), nothing]) {
      const names = Object.keys(render(kind, fabric));
      expect(names.filter((name) => !patterns.some((pattern) => pattern.test(name)))).toEqual([]);
    }
    const some = Object.keys(render(kind, richOutput()));
    expect(patterns.filter((pattern) => !some.some((name) => pattern.test(name)))).toEqual([]);
  });

  it.each(kinds)("%s says how it is used", (kind, { usage }) => {
    expect(usage.join("\n")).toContain(`npm run outputs -- ${kind} `);
  });
});
