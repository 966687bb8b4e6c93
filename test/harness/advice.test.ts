import { describe, expect, it } from "vitest";
import { advice, related, type Evidence } from "../../harness/advice";
import type { Cell } from "../../harness/probes";
import { chooseProof } from "../../harness/reachability/choose-proof";
import type { StateItem } from "../../harness/state-item";
import { cellIndex } from "./fake-host";
import { richOutput } from "./fixture";

const output = richOutput();
const cells = chooseProof(output);

function cellOf(from: string, to: string, more: Partial<Cell> = {}): Cell {
  const found = cells[cellIndex(cells, from, to, more)];
  if (found === undefined) throw new Error(`no cell from ${from} to ${to}`);
  return found;
}

function drift(host: string, subject: string, property = "state"): StateItem {
  return { host, subject, property, desired: "up", observed: "down", ok: false };
}

function adviceFor(cell: Cell, more: Partial<Evidence> = {}): string {
  return advice(cell, output, { state: [], broken: new Set(), strangers: [], ...more });
}

describe("drift that concerns a cell", () => {
  const ping = cellOf("ten1", "ten3");
  it.each<[string, Cell, StateItem]>([
    ["its network", ping, drift("docker02", "network mac_net10", "driver")],
    ["the link that carries its segment", ping, drift("docker02", "link ens33.10")],
    ["the NIC below that", ping, drift("docker01", "link ens33")],
    ["its target", ping, drift("docker02", "container ten3")],
    ["two owners of one MAC on its segment", ping, drift("docker02", "segment vlan10", "MACs")],
    ["the shim that it goes through", cellOf("docker01", "ten1", { proves: "shim" }), drift("docker01", "link mv-ens33.10")],
    ["its bridge", cellOf("docker01", "out1", { proves: "bridge" }), drift("docker01", "network br_nat")],
    ["the link of the segment on which two hosts have addresses", cellOf("docker01", "docker02", { address: "192.168.10.11" }), drift("docker02", "link ens33.10")],
    ["Docker on the registry's host", cellOf("docker02", "192.168.1.11:5000"), drift("docker01", "Docker")],
  ])("is that of %s", (_, cell, item) => {
    expect(related(cell, output, [item])).toEqual([item]);
  }); // prettier-ignore

  it.each<[string, StateItem]>([
    ["another segment", drift("docker02", "link ens33.20")],
    ["a shim that it does not use", drift("docker01", "link mv-ens33.10")],
    ["files that only a reboot needs", drift("docker02", "link ens33.10", "boot files")],
    ["an image", drift("docker02", "container ten3", "image")],
    ["an older engine", drift("docker02", "Docker", "version")],
  ])("is not that of %s", (_, item) => {
    expect(related(ping, output, [item])).toEqual([]);
  });

  it("comes first that certainly breaks the path", () => {
    const gateway = drift("docker02", "network mac_net10", "gateway");
    const subnets = drift("docker02", "network mac_net10", "subnets");
    expect(related(ping, output, [gateway, subnets])).toEqual([subnets, gateway]);
  });
});

describe("advice without any drift", () => {
  it.each<[string, Cell, RegExp]>([
    ["containers with MACs of their own", cellOf("ten1", "ten3"), /^the path between docker01 and docker02: promiscuous mode, .*, and VLAN 10 on/],
    ["containers with their hosts' MACs", cellOf("thirty1", "thirty2"), /: cables, switch ports and firewalls, and VLAN 30 on/],
    ["hosts", cellOf("docker01", "docker02"), /: cables, switch ports and firewalls$/],
    ["neighbours on one host", cellOf("ten1", "ten2"), /^the mode of the network on docker01: `private` isolates/],
    ["neighbours that are to be isolated", cellOf("twenty1", "twenty2"), /^the mode of the network on docker01: only `private`/],
    ["a host and its container, through a shim", cellOf("docker01", "ten1", { proves: "shim" }), /^`ip route get 172.16.10.10` on docker01, .* shim$/],
    ["a container and its host, on a bridge", cellOf("out1", "docker01", { proves: "bridge" }), /^`docker network inspect` and the firewall on docker01$/],
    ["the registry", cellOf("docker02", "192.168.1.11:5000"), /^`docker ps` on docker01, its firewall for port 5000, and whether docker0 has an address/],
    ["two segments", cellOf("ten1", "twenty1"), /^something connects the two segments/],
  ])("is about what the cell needs: %s", (_, cell, expected) => {
    expect(adviceFor(cell)).toMatch(expected);
  }); // prettier-ignore

  it("names the MACs of strangers, and a cause before them", () => {
    const strangers = ["02:66:66:66:66:66"];
    expect(adviceFor(cellOf("ten1", "ten3"), { strangers })).toMatch(/for 02:66:66:66:66:66, and free the address/);
    expect(adviceFor(cellOf("ten1", "ten3"), { strangers, cause: "no carrier" })).toBe("no carrier");
  });
});
