import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { allowedRanges } from "../../commands/allowed-ranges";
import { ALLOWED_RANGES } from "../../topology/allowed-ranges";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "mf-ranges-"));
  mkdirSync(join(root, "policy", "config"), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe("the ranges that `plan` allows", () => {
  it("are those of the rule where a stack has no settings", () => {
    expect(allowedRanges("dev", root)).toEqual(ALLOWED_RANGES);
  });

  it.each<[string, unknown, readonly string[] | undefined]>([
    ["other rules alone", { "mac-budget": { budget: 16 } }, ALLOWED_RANGES],
    ["its level", { "allowed-ranges": "mandatory" }, ALLOWED_RANGES],
    ["ranges", { "allowed-ranges": { ranges: ["8.8.8.0/24"] } }, ["8.8.8.0/24"]],
    ["both", { "allowed-ranges": { enforcementLevel: "mandatory", ranges: ["8.8.8.0/24"] } }, ["8.8.8.0/24"]],
    ["that it only warns", { "allowed-ranges": "advisory" }, undefined],
    ["that it only warns, with ranges", { "allowed-ranges": { enforcementLevel: "advisory", ranges: [] } }, undefined],
    ["that it is off", { "allowed-ranges": { enforcementLevel: "disabled" } }, undefined],
    ["that all rules only warn", { all: "advisory" }, undefined],
    ["that all rules only warn but this", { all: "advisory", "allowed-ranges": "mandatory" }, ALLOWED_RANGES],
    ["that all rules only warn, with ranges", { all: "advisory", "allowed-ranges": { ranges: [] } }, undefined],
  ])("follow settings with %s", (_, settings, expected) => {
    writeFileSync(join(root, "policy", "config", "dev.json"), JSON.stringify(settings));
    expect(allowedRanges("dev", root)).toEqual(expected);
  });
});
