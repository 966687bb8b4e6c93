import { describe, expect, it } from "vitest";
import { vcenterResources, forgetCommands } from "../../commands/vcenter-leftovers";

function state(...resources: readonly { type: string; protect?: boolean }[]): string {
  const urn = (type: string, index: number): string =>
    `urn:pulumi:vs::macvlan-fabric::macvlan:Fabric$${type}::r${index}`;
  return JSON.stringify({
    deployment: { resources: resources.map((each, index) => ({ ...each, urn: urn(each.type, index) })) },
  });
}

describe("what a stack has in vCenter", () => {
  const mixed = state(
    { type: "pulumi:providers:vsphere" },
    { type: "vsphere:index/hostPortGroup:HostPortGroup" },
    { type: "docker:index/network:Network" },
    { type: "vsphere:index/virtualMachine:VirtualMachine", protect: true },
  );

  it("is told apart from the rest of its state", () => {
    expect(vcenterResources(mixed).map((each) => [each.urn.slice(-2), each.machine, each.protected])).toEqual([
      ["r1", false, false],
      ["r3", true, true],
    ]);
    expect(vcenterResources(`{"version":3,"deployment":{}}`)).toEqual([]);
    expect(vcenterResources(`{"version":3,"deployment":{"resources":"?"}}`)).toEqual([]);
  });

  it("is forgotten with one command line each, dependents first", () => {
    const urn = "urn:pulumi:vs::macvlan-fabric::macvlan:Fabric$vsphere:index/";
    expect(forgetCommands(vcenterResources(mixed), "vs").split("\n").slice(2)).toEqual([
      `  npm run pulumi -- state delete --yes '${urn}virtualMachine:VirtualMachine::r3' --target-dependents --stack vs`,
      `  npm run pulumi -- state delete --yes '${urn}hostPortGroup:HostPortGroup::r1' --stack vs`,
    ]);
  });
});
