import { describe, expect, it } from "vitest";
import { pictureOf, type PictureHost } from "../../../harness/picture/picture";
import { referenceOutput, richOutput, routedOutput } from "../fixture";
import { STACKS } from "./stacks";

function members(host: PictureHost | undefined, segment: string): string[] {
  const links = (host?.nics ?? []).flatMap((nic) => nic.links).filter((link) => link.segment === segment);
  return links.flatMap((link) => link.members.map(({ kind, name, addresses }) => [kind, name, ...addresses].join(" ")));
}

describe("the picture of a stack output", () => {
  it("has hosts, their links, and what is behind each", () => {
    const { hosts, segments, buses } = pictureOf(referenceOutput());
    expect(buses).toEqual([
      { name: "", title: "LAN 192.168.1.0/24, gateway 192.168.1.1", segments: ["flat", "vlan10", "vlan20"] },
    ]);
    expect(segments[1]).toEqual({
      ...{ name: "vlan10", tag: "VLAN 10", network: "mac_net10 (macvlan bridge)", containers: 2 },
      subnets: [{ subnet: "172.16.10.0/24", gateway: "172.16.10.1" }],
    });
    expect(hosts.map(({ name, address }) => [name, address])).toEqual([
      ["docker01", "192.168.1.11"],
      ["docker02", "192.168.1.13"],
    ]);
    expect(hosts[0]?.notes).toEqual(["Docker 28.5.2", "registry :5000"]);
    expect(hosts[0]?.nics[0]?.links.map(({ name }) => name)).toEqual(["ens33", "ens33.10", "ens33.20"]);
    expect(members(hosts[1], "vlan10")).toEqual(["host docker02 192.168.10.11/24", "container bbox11 172.16.10.11"]);
  });

  it("has shims, both families, containers of several segments, and bridges", () => {
    const { hosts } = pictureOf(richOutput());
    expect(members(hosts[0], "vlan10")).toContain("shim mv-ens33.10 172.16.10.100 fd00:10::100");
    expect(members(hosts[0], "vlan10")).toContain("container ten1 172.16.10.10 fd00:10::10");
    expect(members(hosts[1], "vlan20")).toContain("container both 172.16.20.20");
    expect(members(hosts[1], "vlan30")).toContain("container both 172.16.30.20");
    expect(hosts[0]?.bridges[0]).toMatchObject({
      name: "nat",
      members: [{ name: "out1", addresses: ["172.30.0.10"] }],
    });
  });

  it("has routers on each of their segments, on the host where they are", () => {
    const output = referenceOutput();
    const link = { link: "v10", mac: "02:00:00:00:00:01", addresses: ["172.16.10.1/24"] };
    const router = { host: "docker02", namespace: "mf-edge", segments: { vlan10: link }, allow: {} };
    const { hosts } = pictureOf({ ...output, routers: { edge: router } });
    expect(members(hosts[1], "vlan10")).toContain("router edge 172.16.10.1");
    expect(members(hosts[0], "vlan10").join()).not.toContain("router");
    expect(members(hosts[1], "vlan20").join()).not.toContain("router");
  });

  it("has the address that a router's NAT has on the LAN, on its host", () => {
    const { hosts } = pictureOf(routedOutput());
    expect(hosts.map(({ notes }) => notes.includes("NAT of main 192.168.1.30"))).toEqual([false, true]);
  });

  it("hangs each NIC on its switch", () => {
    const { buses, hosts } = pictureOf(STACKS["a second switch"]?.() ?? referenceOutput());
    expect(buses.map(({ name, segments }) => [name, segments])).toEqual([
      ["", ["office"]],
      ["storage", ["iscsi", "backup"]],
    ]);
    expect(hosts[1]?.nics.map(({ name, bus, links }) => [name, bus, links.map(({ segment }) => segment)])).toEqual([
      ["eno1", "", ["office"]],
      ["eno2", "storage", ["iscsi", "backup"]],
    ]);
  });

  it("is drawn from an output of a version that did not name the LAN", () => {
    const { lan: _absent, ...older } = referenceOutput();
    expect(pictureOf(older).buses[0]?.title).toBe("LAN");
  });
});
