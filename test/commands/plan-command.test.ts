import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { plan } from "../../commands/plan";
import { devInput } from "../support/dev-stack";

const file = vi.hoisted((): { fabric: unknown } => ({ fabric: undefined }));
vi.mock("../../commands/stack-file", () => ({ readStackFile: () => file.fabric }));

let out = "";
let err = "";
beforeEach(() => {
  [out, err] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Prints the plan of the reference topology, changed by `change`, as a stack without settings of its own. */
async function planOf(change: Parameters<typeof devInput>[0]): Promise<number> {
  file.fabric = devInput(change);
  return await plan("hall", "table");
}

it("prints the plan with what it needs from engines, and succeeds", async () => {
  const status = await planOf((input) => {
    Object.assign(input.segments["vlan20"] ?? {}, { internal: true });
    delete input.segments["vlan20"]?.gateway;
  });
  expect([status, err]).toEqual([0, ""]);
  expect(out).toContain("\nVLAN 20\n");
  expect(out).toMatch(
    /\nDocker\n {2}needs Docker 28\.0\.0 or later on docker01, docker02 for segments\.vlan20\.internal: /,
  );
});

it("shows a container's MAC, and that a host with an older Docker may not give it", async () => {
  const status = await planOf((input) => {
    Object.assign(input.hosts["docker01"] ?? {}, { docker: "28.0.0" });
    Object.assign(input.containers?.["bbox10"] ?? {}, {
      attach: { vlan10: { address: "172.16.10.10", mac: "02:00:00:00:00:0A" } },
    });
  });
  expect([status, err]).toEqual([0, ""]);
  expect(out).toMatch(
    /172\.16\.10\.10 +container +container bbox10 on docker01 +02:00:00:00:00:0a +containers\.bbox10/,
  );
  expect(out).toContain("needs Docker 29.3.0 or later on docker01 for containers.bbox10.attach.vlan10.mac: ");
});

it("refuses what a lab guest's engine cannot do, after the plan", async () => {
  const status = await planOf((input) => {
    Object.assign(input.hosts["docker01"]?.vm ?? {}, { docker: "28" });
    Object.assign(input.containers?.["bbox10"] ?? {}, {
      attach: { vlan10: { address: "172.16.10.10", mac: "02:00:00:00:00:0A" } },
    });
  });
  expect(status).toBe(1);
  expect(out).toContain("\nVLAN 10\n");
  expect(err).toMatch(
    /- containers\.bbox10\.attach\.vlan10\.mac: needs Docker 29\.3\.0 or later on docker01, whose guest/,
  );
});

it("refuses a public range, once for all hosts", async () => {
  const status = await planOf((input) => {
    Object.assign(input.segments["vlan10"] ?? {}, { subnet: "8.8.8.0/24", gateway: "8.8.8.1" });
    Object.assign(input.containers?.["bbox10"] ?? {}, { attach: { vlan10: "8.8.8.10" } });
    Object.assign(input.containers?.["bbox11"] ?? {}, { attach: { vlan10: "8.8.8.11" } });
  });
  expect(status).toBe(1);
  expect(err.match(/^ {2}- .*$/gm)).toEqual([
    expect.stringMatching(
      /segments\.vlan10\.subnet: subnet 8\.8\.8\.0\/24 of segment vlan10 is outside the allowed ranges\. Choose a subnet from 10\.0\.0\.0\/8, /,
    ),
  ]);
});
