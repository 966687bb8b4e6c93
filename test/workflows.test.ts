import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";

const ROOT = join(__dirname, "..");
const FOLDER = join(ROOT, ".github", "workflows");

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly on: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: Readonly<Record<string, string>>; readonly steps: Step[] }>
  >;
}

const workflows = readdirSync(FOLDER).map((name) => ({
  name,
  workflow: parse(readFileSync(join(FOLDER, name), "utf8")) as Workflow,
}));
const scripts = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object }).scripts;

describe.each(workflows)("$name", ({ workflow }) => {
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  it("pins every action by its commit", () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
  });

  it("never runs with the rights of the base for what a fork writes", () => {
    expect(JSON.stringify(workflow.on)).not.toMatch(/pull_request_target|workflow_run/);
  });

  it("may write nothing but comments, and only where no code of the pull request runs", () => {
    expect(Object.values(workflow.permissions ?? { none: "missing" })).not.toContain("write");
    expect(workflow.permissions).toBeDefined();
    for (const { permissions = {}, steps: own } of jobs) {
      const written = Object.entries(permissions).flatMap(([scope, level]) => (level === "write" ? [scope] : []));
      if (written.length === 0) continue;
      expect(written).toEqual(["pull-requests"]);
      const checkouts = own.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
      expect(checkouts.map((step) => step.with?.["ref"])).toEqual(["${{ github.event.pull_request.base.sha }}"]);
    }
  });

  it("puts no text of others into a script", () => {
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  it("runs commands that there are", () => {
    for (const name of commandsIn(steps.map(({ run = "" }) => run).join("\n"))) expect(scripts).toHaveProperty([name]);
  });
});

/** GitLab reads keys of a job that it does not know as a mistake. */
const JOB_KEYS = [
  "stage",
  "image",
  "interruptible",
  "variables",
  "cache",
  "extends",
  "rules",
  "script",
  "artifacts",
  "needs",
  "tags",
  "after_script",
];

it("the template for GitLab has jobs of known keys, with commands that there are", () => {
  const jobs = parse(readFileSync(join(ROOT, ".ci", "gitlab.yml"), "utf8")) as Record<string, Record<string, unknown>>;
  expect(Object.keys(jobs)).toEqual([".macvlan-fabric", "review", "comment", "drift"]);
  for (const [name, job] of Object.entries(jobs)) {
    expect(JOB_KEYS).toEqual(expect.arrayContaining(Object.keys(job)));
    if (name.startsWith(".")) continue;
    expect(job["extends"]).toBe(".macvlan-fabric");
    const lines = job["script"] as string[];
    const used = commandsIn(lines.join("\n"));
    expect(used.length).toBeGreaterThan(0);
    for (const each of used) expect(scripts).toHaveProperty([each]);
  }
  // Only the job that runs the code of the base.
  const withToken = Object.entries(jobs).filter(([, job]) => JSON.stringify(job).includes("GITLAB_TOKEN"));
  expect(withToken.map(([name]) => name)).toEqual(["comment"]);
});

function commandsIn(text: string): string[] {
  return [...text.matchAll(/npm run (?:--silent |-s )?([\w:-]+)/g)].map(([, name = ""]) => name);
}
