import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { readVersion } from "../../commands/plan-diff/read-version";
import { devInput } from "../support/dev-stack";

// The project may be a folder of a larger repository.
const places = vi.hoisted(() => ({ root: "" }));
vi.mock("../../support/project", () => ({
  get PROJECT_ROOT() {
    return places.root;
  },
}));

let top = "";

function git(...args: readonly string[]): void {
  const identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"];
  execFileSync("git", ["-C", top, ...identity, ...args], { stdio: "pipe" });
}

function commit(text: string, file = join("lab", "Pulumi.hall.yaml")): void {
  writeFileSync(join(top, file), text);
  git("add", "--all");
  git("commit", "--quiet", "--message", "change");
}

function stackFile(vlan: number): string {
  const fabric = devInput((input) => Object.assign(input.segments["vlan10"] ?? {}, { vlan }));
  return stringify({ config: { "macvlan-fabric:fabric": fabric } });
}

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), "macvlan-fabric-git-"));
  places.root = join(top, "lab");
  mkdirSync(places.root);
  git("init", "--quiet", "--initial-branch", "main");
  commit("nothing yet", "README");
  commit(stackFile(10));
  commit("config: [");
  commit("config: { macvlan-fabric:fabric: { lan: 7 } }");
  commit(stackFile(11));
});
afterAll(() => {
  rmSync(top, { recursive: true, force: true });
});

const vlanAt = async (other: string): Promise<unknown> =>
  (await readVersion("hall", other))?.fabric.segments["vlan10"]?.vlan;

it("reads the stack's file at a branch, a commit and from a file", async () => {
  expect(await vlanAt("main")).toBe(11);
  expect(await vlanAt("HEAD~3")).toBe(10);
  const file = join(top, "other.yaml");
  writeFileSync(file, stackFile(12));
  expect(await vlanAt(file)).toBe(12);
});

it("reads what was assigned at the same commit, and from a file with what is assigned now", async () => {
  const assigned = (address: string): string => stringify({ containers: { web: { attach: { vlan20: address } } } });
  const web = { host: "docker01", image: "busybox", attach: { vlan20: "auto" } };
  const fabric = devInput((input) => Object.assign(input.containers ?? {}, { web }));
  const text = stringify({ config: { "macvlan-fabric:fabric": fabric } });
  git("switch", "--quiet", "--create", "automatic");
  commit(text);
  commit(assigned("172.16.20.50"), join("lab", "assigned.hall.yaml"));
  commit("containers: 7", join("lab", "assigned.hall.yaml"));
  commit(assigned("172.16.20.60"), join("lab", "assigned.hall.yaml"));
  writeFileSync(join(places.root, "assigned.hall.yaml"), assigned("172.16.20.70"));
  writeFileSync(join(top, "other.yaml"), text);
  const addressAt = async (other: string): Promise<unknown> =>
    (await readVersion("hall", other))?.fabric.containers["web"]?.attach["vlan20"];
  try {
    expect(await addressAt("HEAD~3")).toMatchObject({ addresses: ["172.16.20.2"] });
    expect(await addressAt("HEAD~2")).toMatchObject({ addresses: ["172.16.20.50"] });
    await expect(addressAt("HEAD~1")).rejects.toThrow(/^1 problem in assigned\.hall\.yaml of HEAD~1; delete an entry/);
    expect(await addressAt("HEAD")).toMatchObject({ addresses: ["172.16.20.60"] });
    expect(await addressAt(join(top, "other.yaml"))).toMatchObject({ addresses: ["172.16.20.70"] });
  } finally {
    git("checkout", "--quiet", "--force", "main");
  }
});

it("reads nothing where there was no such file yet", async () => {
  expect(await readVersion("hall", "HEAD~4")).toBeUndefined();
});

it.each([
  ["HEAD~2", /^Pulumi\.hall\.yaml of HEAD~2: is not valid YAML: /],
  ["HEAD~1", /^Pulumi\.hall\.yaml of HEAD~1: 3 problems in the configuration macvlan-fabric:fabric:\n  - lan: 7 /],
  ["nowhere", /^"nowhere" is neither a stack file, nor a git ref, nor `deployed`: name one, such as /],
  ["--help", /^"--help" is neither a stack file, /],
])("says of %s what is wrong", async (other, message) => {
  await expect(readVersion("hall", other)).rejects.toThrow(message);
});
