import { describe, expect, it } from "vitest";
import { planCsv, planJson, planText } from "../../commands/plan-formats";
import { plannedOutput } from "../../components/assembly/planned-output";
import { namedAddresses } from "../../harness/names/named-addresses";
import { addressPlan } from "../../topology/plan/build-plan";
import { exportPlan, parseExportedPlan } from "../../topology/plan/exported-plan";
import { requirementsOf } from "../../topology/requirements/find-requirements";
import { devTopology } from "../support/dev-stack";

const { topology } = devTopology((input) => {
  Object.assign(input.segments["vlan10"] ?? {}, {
    pool: { size: 16 },
    reserved: { 'a "quoted", name': "172.16.10.90" },
  });
  input.foreign = { office: { kind: "vpn", subnet: "10.8.0.0/16" } };
});
const peer = { name: "hall", plan: exportPlan("hall", addressPlan(devTopology().topology)) };
const plan = addressPlan(topology);
const names = namedAddresses(plannedOutput(topology));
const needs = requirementsOf(
  devTopology((input) => {
    Object.assign(input.segments["vlan20"] ?? {}, { internal: true });
    delete input.segments["vlan20"]?.gateway;
    Object.assign(input.hosts["docker02"] ?? {}, { docker: "28.0.0" });
    Object.assign(input.containers?.["bbox10"] ?? {}, {
      attach: { vlan10: { address: "172.16.10.10", mac: "02:00:00:00:00:0A" } },
    });
  }).topology,
);

describe("the plan for people", () => {
  const text = planText(plan, names, needs, (line) => `*${line}*`);

  it("has every address once, in order, under its domain and subnet, and the space that is left", () => {
    for (const { address, path } of plan.addresses) expect(text.split(`${address} `).length, path).toBeGreaterThan(1);
    expect(text).toContain("*VLAN 10*\n  172.16.10.0/24  segment vlan10, 123 free, the first is 172.16.10.2\n");
    expect(text).toMatch(
      /172\.16\.10\.11 .*\n.*172\.16\.10\.90 .*\n.*172\.16\.10\.128\/25 +pool +pool of segment vlan10/,
    );
    expect(text).toContain("*elsewhere*\n  10.8.0.0/16  VPN office");
  });

  it("ends with what it needs from the engines, and without that when they are known to be new enough", () => {
    expect(text.split("\n\n").at(-1)?.split("\n")).toEqual([
      "*Docker*",
      "  needs Docker 28.0.0 or later on docker01 for segments.vlan20.internal: older versions reserve an address of the subnet for a gateway; upgrade Docker, or add a gateway",
      "  needs Docker 29.3.0 or later on docker01 for containers.bbox10.attach.vlan10.mac: older versions derive the MAC from the address, or choose one at random; upgrade Docker, or remove mac",
    ]);
    expect(planText(plan, [], [], (line) => line)).not.toContain("Docker");
  });

  it("has the names of every address that has some", () => {
    expect(text).toContain("\n\n*Names*\n  192.168.1.11   docker01\n");
    expect(text).toContain("\n  172.16.10.10   bbox10, bbox10.vlan10\n");
  });

  it("aligns its columns", () => {
    const starts = text
      .split("\n")
      .filter((line) => line.startsWith("    "))
      .map((line) => line.search(/(lan|segments|hosts|containers|foreign)\.|registry$|PATH$/));
    expect(new Set(starts).size).toBe(1);
  });
});

describe("the plan for machines", () => {
  it("is JSON that another stack can name as its peer, with the space that is left and the problems", () => {
    const value = JSON.parse(
      planJson("dev", plan, names, needs, [{ path: "lan.gateway", message: "made up" }]),
    ) as Record<string, unknown>;
    expect(parseExportedPlan(value, "x")).toEqual(exportPlan("dev", plan));
    expect(value["problems"]).toEqual(["lan.gateway: made up"]);
    expect(value["requirements"]).toEqual(needs);
    expect(value["names"]).toContainEqual({ address: "172.16.10.10", names: ["bbox10", "bbox10.vlan10"] });
    expect(value["free"]).toContainEqual({
      domain: "VLAN 10",
      subnet: "172.16.10.0/24",
      free: "123",
      next: "172.16.10.2",
    });
    expect(JSON.stringify(value["subnets"])).not.toContain("10.8.0.0/16");
  });

  it("says of a peer nothing that is a third stack's", () => {
    const value = exportPlan("dev", addressPlan(topology, [peer]));
    expect(JSON.stringify(value)).not.toContain("hall");
    expect(value).toEqual(exportPlan("dev", plan));
  });

  it("is CSV with a row for each subnet, range and address", () => {
    const lines = planCsv(plan).split("\n");
    expect(lines[0]).toBe("domain,subnet,address,kind,owner,host,mac,path,stack");
    expect(lines).toHaveLength(1 + plan.subnets.length + plan.ranges.length + plan.addresses.length);
    expect(lines).toContain(
      "VLAN 10,172.16.10.0/24,172.16.10.10,container,container bbox10 on docker01,docker01,,containers.bbox10.attach.vlan10,",
    );
    expect(lines).toContain(
      'VLAN 10,172.16.10.0/24,172.16.10.90,reserved,"a ""quoted"", name (reserved)",,,"segments.vlan10.reserved.a ""quoted"", name",',
    );
  });
});

describe("an exported plan that is not valid", () => {
  it.each([
    [undefined, "x does not contain a valid address plan: create it"],
    [{ schemaVersion: 2 }, "x does not contain a valid address plan (at schemaVersion): create it"],
    [
      { ...exportPlan("dev", plan), addresses: [{}] },
      "x does not contain a valid address plan (at addresses.0.domain): create it",
    ],
  ])("%j is refused with the place that is wrong", (value, expected) => {
    expect(() => parseExportedPlan(value, "x")).toThrow(expected);
  });
});
