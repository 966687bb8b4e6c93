// A stack that is up, tested with vitest. With tsx and node:test it is the same.
import { loadFabric, waitUntil, type Lab } from "macvlan-fabric/harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let lab: Lab;
beforeAll(async () => {
  lab = await loadFabric({ stack: process.env["LAB_STACK"] ?? "dev" });
}, 60_000);
afterAll(() => {
  lab.close();
});

describe("VLAN 10", { timeout: 120_000 }, () => {
  it("connects containers across hosts, and nobody else", async () => {
    await lab.expectReach("bbox10", "bbox11");
    await lab.expectBlocked("bbox10", "bbox20");
    await lab.expectBlocked("docker01", { container: "bbox10" });
  });

  it("leads out by its gateway", async () => {
    const { stdout } = await lab.container("bbox10").exec(["ip", "route", "show", "default"]);
    expect(stdout).toContain(`via ${lab.output.segments["vlan10"]?.subnets[0]?.gateway ?? ""} `);
  });

  it("has a server, once it has started", async () => {
    const serve = await lab.container("bbox11").exec(["sh", "-c", "nc -l -p 8080 -e true >/dev/null 2>&1 &"]);
    expect(serve.status).toBe(0);
    await waitUntil(() => lab.expectReach("bbox10", "bbox11", { port: 8080 }), { seconds: 60 });
  });

  it("has an expectation for every pair that the plan decides", () => {
    const about = lab.expected().filter(({ from, to }) => from.name === "bbox1" && to.name === "bbox2");
    expect(about).toMatchObject([{ expect: "reach", address: "172.22.16.20" }]);
  });
});
