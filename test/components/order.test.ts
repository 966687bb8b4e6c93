import { describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { record, type Conversation } from "../support/record";

useOwnCache();

/** What the program asks for while the engine takes long to answer for one resource. */
async function linesWithSlow(slow: string): Promise<string[]> {
  const conversation: Conversation = { lines: [], delay: (name) => (name === slow ? 300 : 0) };
  await record(() => new Fabric("fabric", devInput()), { conversation });
  return conversation.lines;
}

/** What is asked for after the answer for a resource. */
function asksAfter(lines: readonly string[], name: string): string[] {
  const at = lines.indexOf(`answered ${name}`);
  expect(at).toBeGreaterThan(0);
  return lines.slice(at).flatMap((line) => (line.startsWith("asks ") ? [line.slice("asks ".length)] : []));
}

/** A container or network that no longer depends on what is replaced would be made while the old one is deleted for it. */
describe("what may have depended before an edit on what the edit replaces", () => {
  const containers = ["bbox1", "bbox2", "bbox10", "bbox11", "bbox20", "bbox21"].map(
    (name) => `fabric-${name}-container`,
  );

  it.each([
    ["a network on another host", "fabric-mac_net20-docker02"],
    ["an image on another host", "fabric-image-busybox-docker02"],
  ])("waits for the engine's answer: containers for %s", async (_, slow) => {
    expect(asksAfter(await linesWithSlow(slow), slow)).toEqual(expect.arrayContaining(containers));
  });

  it("waits for the engine's answer: networks for a subinterface of another segment", async () => {
    const slow = "fabric-vlan20-docker02-link";
    const networks = ["fabric-mac_net1-docker01", "fabric-mac_net10-docker01"];
    expect(asksAfter(await linesWithSlow(slow), slow)).toEqual(expect.arrayContaining(networks));
  });
});
