import { describe, expect, it } from "vitest";
import { labImages } from "../../commands/lab-images";
import { ENGINES } from "../../lab/image/engines";
import { NETWORKS } from "../../lab/image/networks";
import { vm } from "../../topology/schema/host-schema";

function fabric(...vms: unknown[]): unknown {
  return { hosts: Object.fromEntries(vms.map((machine, at) => [`host${at}`, { vm: machine }])) };
}

describe("labImages", () => {
  it("names each engine and size once, with what hosts have that leave them out", () => {
    const lab = { kind: "lab" };
    const hosts = fabric(lab, { ...lab, docker: "26" }, { ...lab, docker: "28" }, { ...lab, memory: 2048 });
    // host0 and host3 leave the engine out.
    expect(labImages(hosts, (host) => (host === "host0" ? "28" : "26"))).toEqual([
      { kind: { docker: "28", stacks: false }, memory: 1024 },
      { kind: { docker: "26", stacks: false }, memory: 1024 },
      { kind: { docker: "26", stacks: false }, memory: 2048 },
    ]);
  });

  it("needs one image for all network stacks but networkd", () => {
    const hosts = fabric(...NETWORKS.map((network) => ({ kind: "lab", docker: "28", network })));
    const kinds = labImages(hosts, () => "28").map(({ kind }) => kind);
    expect(kinds).toEqual([
      { docker: "28", stacks: false },
      { docker: "28", stacks: true },
    ]);
  });

  it.each<[string, unknown]>([
    ["hosts of other kinds", fabric({ kind: "existing", ssh: {} }, { kind: "vsphere" })],
    ["a host that is wrong", fabric({ kind: "lab", docker: "27" }, undefined, "lab")],
    ["no hosts", {}],
    ["a file that holds something else", "kind: lab"],
  ])("needs none for %s", (_, input) => {
    expect(labImages(input, () => "28")).toEqual([]);
  });
});

it("the configuration takes every engine of the lab, and no other", () => {
  const taken = (docker: string): boolean => vm.safeParse({ kind: "lab", docker }).success;
  expect(ENGINES.filter(taken)).toEqual([...ENGINES]);
  expect(taken("27")).toBe(false);
});

it("the configuration takes every network stack of the lab, and no other", () => {
  const taken = (network: string): boolean => vm.safeParse({ kind: "lab", network }).success;
  expect(NETWORKS.filter(taken)).toEqual([...NETWORKS]);
  expect(taken("wicked")).toBe(false);
});
