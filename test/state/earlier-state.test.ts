import { afterAll, beforeAll, expect, it } from "vitest";
import { missingReleases } from "../../commands/heal/missing-releases";
import { update } from "../../commands/update";
import { FakeStack } from "./fake-stack";
import { before } from "./mixed-edit";

interface Exported {
  readonly deployment: {
    resources: { readonly urn: string; dependencies?: string[]; propertyDependencies?: Record<string, string[]> }[];
  };
}

const NETWORK = "fabric-mac_net10-docker01";

let stack: FakeStack;

beforeAll(async () => {
  stack = await FakeStack.start();
  stack.configure(before());
  await stack.mustUp();
});

afterAll(() => {
  stack.stop();
});

it("a network is made anew, as heal does it, with a state that has no releases of the hosts yet", async () => {
  const state = JSON.parse(await stack.read(["stack", "export"])) as Exported;
  const isRelease = (urn: string): boolean => urn.endsWith("-release");
  const kept = state.deployment.resources.filter(({ urn }) => !isRelease(urn));
  for (const resource of kept) resource.dependencies = (resource.dependencies ?? []).filter((urn) => !isRelease(urn));
  state.deployment.resources = kept;
  await stack.read(["stack", "import"], JSON.stringify(state));
  const missing = missingReleases(kept);
  expect(missing).toHaveLength(4);
  const network = kept.find(({ urn }) => urn.endsWith(`::${NETWORK}`))?.urn ?? "";
  stack.providers.asked.length = 0;
  const heal = (targets: readonly string[]): Promise<number> =>
    update(
      stack,
      ["--target-dependents", "--target-replace", network, ...targets.flatMap((urn) => ["--target", urn])],
      (line) => void stack.said.push(line),
      stack.patience,
    );
  expect(await heal([])).not.toBe(0);
  expect(await heal(missing)).toBe(0);
  expect(stack.providers.asked.map(({ name }) => name)).toContain(`create ${NETWORK}`);
});
