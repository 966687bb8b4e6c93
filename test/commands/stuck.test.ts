import { describe, expect, it } from "vitest";
import { waysOut } from "../../commands/stuck";

function state(...resources: readonly { type: string; protect?: boolean }[]): string {
  const urn = (type: string, index: number): string =>
    `urn:pulumi:vs::macvlan-fabric::macvlan:Fabric$${type}::r${String(index)}`;
  return JSON.stringify({
    deployment: { resources: resources.map((each, index) => ({ ...each, urn: urn(each.type, index) })) },
  });
}

describe("the ways out of a destroy that vCenter refused", () => {
  it("are one line for each thing that the stack still has there, quoted for a shell", () => {
    const text = waysOut(
      state(
        { type: "pulumi:providers:vsphere" },
        { type: "vsphere:index/virtualMachine:VirtualMachine" },
        { type: "docker:index/network:Network" },
        { type: "vsphere:index/hostPortGroup:HostPortGroup" },
      ),
      "vs",
    );
    expect(text?.split("\n").slice(2)).toEqual([
      "  npm run pulumi -- state delete --yes 'urn:pulumi:vs::macvlan-fabric::macvlan:Fabric$vsphere:index/virtualMachine:VirtualMachine::r1' --stack vs",
      "  npm run pulumi -- state delete --yes 'urn:pulumi:vs::macvlan-fabric::macvlan:Fabric$vsphere:index/hostPortGroup:HostPortGroup::r3' --stack vs",
    ]);
  });

  it("are none where nothing of vCenter is left, or all of it is protected on purpose", () => {
    expect(waysOut(state({ type: "docker:index/network:Network" }), "vs")).toBeUndefined();
    expect(
      waysOut(state({ type: "vsphere:index/virtualMachine:VirtualMachine", protect: true }), "vs"),
    ).toBeUndefined();
    expect(waysOut(`{"version":3,"deployment":{}}`, "vs")).toBeUndefined();
  });
});
