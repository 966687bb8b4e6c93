import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { plan, type PlanFormat } from "../../commands/plan";
import { readAssigned, rememberAssigned } from "../../components/assigned-file";
import { devInput } from "../support/dev-stack";

const file = vi.hoisted((): { fabric: unknown } => ({ fabric: undefined }));
vi.mock("../../commands/stack-file", () => ({ readStackFile: () => file.fabric }));
const places = vi.hoisted(() => ({ root: "" }));
vi.mock("../../support/project", () => ({
  get PROJECT_ROOT() {
    return places.root;
  },
}));
beforeAll(() => {
  places.root = mkdtempSync(join(tmpdir(), "macvlan-fabric-plan-"));
});
afterAll(() => {
  rmSync(places.root, { recursive: true, force: true });
});

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
async function planOf(
  change: Parameters<typeof devInput>[0],
  format: PlanFormat = "table",
  assign?: boolean,
): Promise<number> {
  file.fabric = devInput(change);
  return await plan("hall", format, assign);
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

it("shows what is automatic and what of it is new, and remembers it on request", async () => {
  const change: Parameters<typeof devInput>[0] = (input) => {
    const web = { host: "auto", image: "busybox", attach: { vlan10: "auto" }, count: 3 };
    Object.assign(input.containers ?? {}, { web });
  };
  rememberAssigned("hall", {
    "web-1": { host: "docker02", attach: { vlan10: "172.16.10.10" } },
    "web-2": { host: "docker02", attach: { vlan10: "172.16.10.20" } },
  });
  expect([await planOf(change), err]).toEqual([0, ""]);
  expect(out.match(/^ .*container web-.*$/gm)?.map((line) => line.trim().replaceAll(/ {2,}/g, " | "))).toEqual([
    "172.16.10.2 | container, automatic (new) | container web-1 on docker02 | containers.web.attach.vlan10",
    "172.16.10.3 | container, automatic (new) | container web-3 on docker01 | containers.web.attach.vlan10",
    "172.16.10.20 | container, automatic | container web-2 on docker02 | containers.web.attach.vlan10",
  ]);
  const section = out.split("\n\n").find((text) => text.includes("Automatic"));
  expect(section?.split("\n").slice(1)).toEqual([
    "  host docker02: web-1, web-2",
    "  host docker01: web-3 (new)",
    "  containers.web.attach.vlan10: 172.16.10.10 is no longer free on segment vlan10, so web-1 gets 172.16.10.2",
    "  `up` remembers what is new, and this command with --assign does so without changing anything else",
  ]);
  [out, err] = ["", ""];
  expect(await planOf(change, "json", true)).toBe(0);
  const { automatic } = JSON.parse(out) as { automatic: object[] };
  expect(automatic).toHaveLength(6);
  expect(automatic).toContainEqual({
    ...{ container: "web-3", path: "containers.web.host", kind: "host", value: "docker01", isNew: true },
  });
  expect(err).toContain("Wrote assigned.hall.yaml");
  expect(readAssigned("hall")).toEqual({
    "web-1": { host: "docker02", attach: { vlan10: "172.16.10.2" } },
    "web-2": { host: "docker02", attach: { vlan10: "172.16.10.20" } },
    "web-3": { host: "docker01", attach: { vlan10: "172.16.10.3" } },
  });
  [out, err] = ["", ""];
  expect([await planOf(change, "table", true), err]).toEqual([0, ""]);
  expect(out).not.toContain("new");
});

it("remembers nothing of a plan that cannot work", async () => {
  const before = readAssigned("hall");
  const status = await planOf(
    (input) => {
      Object.assign(input.containers ?? {}, {
        web: { host: "auto", image: "busybox", attach: { vlan10: "auto" } },
        twice: { host: "docker01", image: "busybox", attach: { vlan10: "172.16.10.10" } },
      });
    },
    "table",
    true,
  );
  expect(status).toBe(1);
  expect(readAssigned("hall")).toEqual(before);
});
