import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { BridgedVm, type BridgedVmArgs } from "../../components/bridged-vm";
import { Fabric } from "../../components/fabric";
import { refusal } from "../../components/refusal";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { record } from "../support/record";

useOwnCache();

describe("a refusal", () => {
  it("renders as its message, whatever the SDK hangs on it", () => {
    const error = Object.assign(refusal("lan.subnet: is missing: add it"), { promise: { with: { the: "program" } } });
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect(inspect(error, { colors: true })).toBe("lan.subnet: is missing: add it");
  });

  it("comes with every reason once the fabric is registered, and nothing below it is", async () => {
    let said: unknown;
    const rows = await record(async () => {
      const lab = devInput((input) => {
        Object.assign(input.containers?.["bbox11"] ?? {}, { attach: { vlan10: "172.16.10.10" } });
      });
      const { outputs } = new Fabric("fabric", { ...lab, problems: [{ path: "lan.gateway", message: "made up" }] });
      said = await outputs.catch((error: unknown) => error);
    });
    expect(rows.map(({ urn }) => urn)).toEqual(["macvlan-fabric:index:Fabric::fabric"]);
    expect(inspect(said)).toMatch(/^2 problems .*\n +- lan.gateway: made up\n +- containers.bbox11.attach.vlan10: 172/);
  });
});

describe("a component used alone", () => {
  it.each([
    [
      "a malformed value",
      { kind: "existing", ssh: { hostKey: "none" } },
      /^1 problem in vm of BridgedVm docker01:\n {2}- ssh\.hostKey: "none" is not an ed25519 host key: run .*$/,
    ],
    [
      "a misspelt key",
      { kind: "lab", memry: 512 },
      /^1 problem in vm of BridgedVm docker01:\n {2}- memry: unknown key "memry": did you mean "memory"\?$/,
    ],
  ])("refuses %s as the configuration does, with the component's name and without a stack trace", (_, vm, message) => {
    const wrong = { host: "h", address: "192.0.2.1/24", nic: "ens33", vm };
    let said: unknown;
    try {
      new BridgedVm("docker01", wrong as unknown as BridgedVmArgs);
    } catch (error) {
      said = error;
    }
    expect(pulumi.RunError.isInstance(said)).toBe(true);
    expect(inspect(said)).toMatch(message);
  });
});
