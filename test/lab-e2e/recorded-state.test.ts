import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cacheRoot } from "../../support/cache";
import { inputWith } from "../support/dev-stack";
import { LabProject } from "../support/lab-project";

const STACK = "recorded";
/** The dev stack as version 0.1 left it: `pulumi stack export`, with the private key and the scripts taken out. */
const STATE = readFileSync(join(__dirname, "..", "golden", "state-0.1.json"), "utf8");
// Under a name of its own, so that the preview does not look at the guests of a dev stack on this machine.
const RECORDED = STATE.replaceAll(/(?<=urn:pulumi:|macvlan-fabric-|registry-|")dev(?=::|")/g, STACK);

const project = new LabProject();

beforeAll(async () => {
  await project.copy();
  project.configure(STACK, inputWith({ docker01: { docker: "26" }, docker02: { docker: "26" } }));
});

afterAll(() => {
  // The keys that a preview makes for guests.
  rmSync(join(cacheRoot(), "labs", STACK), { recursive: true, force: true });
  project.remove();
});

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly replaceReasons?: readonly string[];
}

async function previewOf(state: string): Promise<Step[]> {
  writeFileSync(join(project.folder, "recorded.json"), state);
  const imported = await project.command("pulumi", "stack", "import", "--file", "recorded.json", "--stack", STACK);
  expect(imported.exitCode, imported.text).toBe(0);
  // The image is pushed once more, and only then is it known that its digest is the same: a preview would show unknowns.
  const flags = ["--json", "--show-sames", "--exclude", "**::fabric-image-busybox-push"];
  const { exitCode, text } = await project.command("pulumi", "preview", ...flags, "--stack", STACK);
  expect(exitCode, text).toBe(0);
  return (JSON.parse(text.slice(text.indexOf("{"))) as { steps: Step[] }).steps;
}

describe("a stack that version 0.1 made", () => {
  beforeAll(async () => {
    const { exitCode, text } = await project.command("pulumi", "stack", "init", STACK);
    expect(exitCode, text).toBe(0);
  });

  it("keeps its links and networks, and has each container replaced once, whose MAC it no longer sets", async () => {
    const steps = await previewOf(RECORDED);
    expect(steps.length).toBeGreaterThan(50);
    const others = steps.filter(({ op }) => op !== "same" && op !== "update");
    const said = others.map(
      ({ op, urn, replaceReasons }) => `${op} ${urn.split("::")[3] ?? ""}: ${String(replaceReasons)}`,
    );
    const containers = ["bbox1", "bbox10", "bbox11", "bbox2", "bbox20", "bbox21"];
    expect(said.sort()).toEqual([
      // Hosts files, which containers get once they are made anew for another reason.
      ...["docker01", "docker02"].flatMap((host) => [
        `create fabric-${host}-names: undefined`,
        `create fabric-${host}-release: undefined`,
      ]),
      "create fabric-handover: undefined",
      ...containers.map((name) => `replace fabric-${name}-container: networksAdvanced`),
      // Nothing said which endpoint their files are for. Nothing on the hosts restarts because of them.
      ...["docker01", "docker02"].map((host) => `replace fabric-registry-trust-${host}: triggers`),
    ]);
    const networks = steps.filter(({ urn }) => urn.includes("docker:index/network:Network"));
    expect(networks.map(({ op }) => op)).toEqual(Array.from({ length: 6 }, () => "same"));
    expect(steps.filter(({ urn }) => urn.includes("SegmentNetwork")).length).toBeGreaterThanOrEqual(6);
  });

  it("has its guests, and all that is on them, replaced where another engine than theirs is asked for", async () => {
    project.configure(STACK, inputWith({ docker01: { docker: "26" }, docker02: { docker: "28" } }));
    const replaced = (await previewOf(RECORDED)).filter(({ op }) => op === "replace").map(({ urn }) => urn);
    expect(replaced.some((urn) => urn.endsWith("::fabric-docker02-guest"))).toBe(true);
    expect(replaced.some((urn) => urn.endsWith("::fabric-bbox11-container"))).toBe(true);
    // Nothing on the other guest, except what has to be made anew in any case.
    expect(replaced.filter((urn) => /docker01/.test(urn) && !urn.endsWith("-trust-docker01"))).toEqual([]);
    project.configure(STACK, inputWith({ docker01: { docker: "26" }, docker02: { docker: "26" } }));
  });

  it("would lose its networks and containers without the alias of a renamed component", async () => {
    const unknown = RECORDED.replaceAll("index:MacvlanNetwork", "index:NeverHeardOf");
    const gone = (await previewOf(unknown)).filter(({ op }) => op === "delete");
    expect(gone.some(({ urn }) => urn.includes("docker:index/network:Network"))).toBe(true);
  });
});
