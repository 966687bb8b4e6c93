import { describe, expect, it } from "vitest";
import { problemText } from "../../support/problem";
import { devTopology } from "../support/dev-stack";

describe("normalise", () => {
  it("resolves the reference topology without a problem", () => {
    const { topology, problems } = devTopology();
    expect(problems).toEqual([]);
    expect(
      topology.segments.map(({ name, vlan, members }) => [
        name,
        vlan,
        members.map(({ host, carrier: parent }) => `${host}:${parent}`),
      ]),
    ).toEqual([
      ["flat", undefined, ["docker01:ens33", "docker02:ens33"]],
      ["vlan10", 10, ["docker01:ens33.10", "docker02:ens33.10"]],
      ["vlan20", 20, ["docker01:ens33.20", "docker02:ens33.20"]],
    ]);
    expect(topology.registry).toMatchObject({ endpoint: "192.168.1.11:5000", image: "registry:2" });
    expect(topology.images).toEqual([
      { name: "busybox", tag: "v1", origin: { kind: "reference", source: "busybox" }, hosts: ["docker01", "docker02"] },
    ]);
  });

  it("names every reference that leads nowhere, and keeps it out of the model", () => {
    const { topology, problems } = devTopology((input) => {
      const containers = input.containers ?? {};
      containers["bbox1"] = { host: "docker03", image: "alpine", attach: { vlan30: "172.16.30.1" } };
      input.registry = { host: "nowhere" };
      Object.assign(input.segments["vlan20"] ?? {}, { hosts: ["docker01"] });
    });
    expect(problems.map(problemText)).toEqual([
      `segments.vlan20.hostAddresses.docker02: host "docker02" does not carry this segment: remove the entry`,
      'registry.host: host "nowhere" is not defined: name one of docker01, docker02, or define it under hosts',
      'containers.bbox1.host: host "docker03" is not defined: name one of docker01, docker02, or define it under hosts',
      'containers.bbox1.image: image "alpine" is not defined: name one of busybox, or define it under images',
      'containers.bbox1.attach.vlan30: segment "vlan30" is not defined: name one of flat, vlan10, vlan20, or define it under segments',
      'containers.bbox21.attach.vlan20: host "docker02" does not carry segment "vlan20": add it to segments.vlan20.hosts, or move the container',
    ]);
    expect(topology.containers.map(({ name }) => name)).not.toContain("bbox1");
    expect(topology.registry).toBeUndefined();
  });

  it("refuses a subinterface name that Linux could not take", () => {
    const { problems } = devTopology((input) => {
      (input.hosts["docker01"] ?? { nic: "" }).nic = "enp0s31f6np12";
    });
    expect(problems.map(problemText)).toContain(
      `segments.vlan10.vlan: "enp0s31f6np12.10" on host "docker01" is longer than the 15 characters that Linux allows: name it with segments.vlan10.links.docker01`,
    );
  });

  it("needs a registry when images are to be published", () => {
    const { problems } = devTopology((input) => {
      delete input.registry;
    });
    expect(problems.map(problemText)).toEqual([
      "images: there is no registry to publish to: add registry: { host: … }",
    ]);
  });
});
