import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { findLeftovers, keepLeftovers, toLeftovers } from "../../commands/leftovers";
import { repairInterrupted } from "../../commands/repair-interrupted";
import { LOCKED, parseLocks, recordRun, StackLocked, type Lock } from "../../commands/lock";
import { useFreshCache } from "../support/cache-home";

useFreshCache();
/** No process has this number: it is beyond the kernel's limit. */
const GONE = 2 ** 22 + 1;

afterEach(() => {
  vi.unstubAllEnvs();
});

const provider = {
  urn: "urn:p",
  type: "pulumi:providers:docker",
  id: "1",
  inputs: { host: "ssh://root@127.0.0.1:2201", sshOpts: '["-o","BatchMode=yes"]' },
};
const network = {
  urn: "urn:n",
  type: "docker:index/network:Network",
  provider: "urn:p::1",
  inputs: { name: "mac_net10" },
};
const command = { urn: "urn:c", type: "command:remote:Command", inputs: {} };

describe("findLeftovers", () => {
  it("names networks and containers that were being created, and how to reach their host", () => {
    const pending_operations = [
      { resource: network, type: "creating" },
      { resource: { ...network, inputs: { name: "mac_net20" } }, type: "deleting" },
      { resource: command, type: "creating" },
    ];
    expect(findLeftovers({ deployment: { resources: [provider], pending_operations } })).toEqual([
      {
        kind: "network",
        name: "mac_net10",
        ssh: [
          "-F",
          "none",
          "-l",
          "root",
          "-p",
          "2201",
          "-o",
          "BatchMode=yes",
          "-o",
          "ConnectTimeout=20",
          "--",
          "127.0.0.1",
        ],
      },
    ]);
  });

  it("finds nothing in a state without pending operations", () => {
    expect(findLeftovers({ deployment: { resources: [provider, network] } })).toEqual([]);
  });
});

describe("repairInterrupted", () => {
  const pending_operations = [
    { resource: network, type: "creating" },
    { resource: command, type: "creating" },
  ];

  /** What is reported, if the network's host is behind the given provider, and by the next run, which finds no operations. */
  async function repair(host: typeof provider): Promise<{ reported: string[]; next: string[] }> {
    const reports: string[][] = [];
    for (const pending of [pending_operations, []]) {
      const state = JSON.stringify({ version: 3, deployment: { resources: [host], pending_operations: pending } });
      const session = { stack: "dev", isShared: false, read: () => Promise.resolve(state) };
      const reported: string[] = [];
      const { deployment } = await repairInterrupted(session, (line) => reported.push(line));
      expect(deployment.pending_operations).toEqual([]);
      reports.push(reported);
    }
    const [reported = [], next = []] = reports;
    return { reported, next };
  }

  const removing = "an earlier run did not finish creating mac_net10: removing what it may have left";

  it("goes on when a host does not answer, and the next run looks again for what may be left there", async () => {
    // Nothing listens on port 1.
    const silent = { ...provider, inputs: { ...provider.inputs, host: "ssh://root@127.0.0.1:1" } };
    const { reported, next } = await repair(silent);
    const waits = "mac_net10: the host does not answer, so the next run will look for leftovers there";
    expect(reported).toEqual([removing, waits]);
    expect(next).toEqual([removing, waits]);
  });

  it.each([
    ["has no Docker that answers", "exit 1", "the host reports an error (Cannot connect to the Docker daemon)"],
    ["has nothing left", "exit 0", undefined],
  ])("when the host %s", async (_, ending, problem) => {
    const bin = mkdtempSync(join(tmpdir(), "mf-docker-"));
    onTestFinished(() => {
      rmSync(bin, { recursive: true });
    });
    const write = (name: string, text: string): void => {
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    };
    // An ssh that runs the command here, where Docker is what the test says.
    write("ssh", 'for command; do :; done; exec sh -c "$command"');
    write("docker", ending === "exit 0" ? ending : `echo Cannot connect to the Docker daemon >&2; ${ending}`);
    vi.stubEnv("PATH", `${bin}:${process.env["PATH"] ?? ""}`);
    const { reported, next } = await repair(provider);
    const waits = problem === undefined ? [] : [`mac_net10: ${problem}, so the next run will look for leftovers there`];
    expect(reported).toEqual([removing, ...waits]);
    expect(next).toEqual(problem === undefined ? [] : [removing, ...waits]);
  });

  it.each([
    ["leaves alone what the state has by now, such as after the run of another machine", network, []],
    [
      "removes what the state only has as deleted, to be replaced",
      { ...network, pendingReplacement: true },
      [removing],
    ],
  ])("%s", async (_, known, removed) => {
    keepLeftovers("dev", findLeftovers({ deployment: { resources: [provider], pending_operations } }));
    const state = JSON.stringify({ version: 3, deployment: { resources: [provider, known] } });
    const reported: string[] = [];
    const session = { stack: "dev", isShared: true, read: () => Promise.resolve(state) };
    await repairInterrupted(session, (line) => reported.push(line));
    expect(reported.slice(0, 1)).toEqual(removed);
  });

  it("removes what it can although something else cannot be removed", async () => {
    const bin = mkdtempSync(join(tmpdir(), "mf-docker-"));
    onTestFinished(() => {
      rmSync(bin, { recursive: true });
    });
    writeFileSync(join(bin, "ssh"), '#!/bin/sh\nfor command; do :; done\nexec sh -c "$command"\n', { mode: 0o755 });
    const docker = `case $* in *ls*bbox1*) echo stuck ;; *ls*) echo thing ;; *rm*stuck*) exit 1 ;; *) echo "$*" >>${bin}/did ;; esac`;
    writeFileSync(join(bin, "docker"), `#!/bin/sh\n${docker}\n`, { mode: 0o755 });
    vi.stubEnv("PATH", `${bin}:${process.env["PATH"] ?? ""}`);
    const container = { ...network, type: "docker:index/container:Container", inputs: { name: "bbox1" } };
    keepLeftovers("dev", toLeftovers([network, container], [provider]));
    const state = JSON.stringify({ version: 3, deployment: { resources: [provider] } });
    const reported: string[] = [];
    const session = { stack: "dev", isShared: false, read: () => Promise.resolve(state) };
    await repairInterrupted(session, (line) => reported.push(line));
    expect(readFileSync(join(bin, "did"), "utf8")).toBe("network rm thing\n");
    expect(reported.at(-1)).toContain("the host reports an error");
  });

  it("asks each host once, for all that may be left there, however often it was noted", async () => {
    const bin = mkdtempSync(join(tmpdir(), "mf-docker-"));
    onTestFinished(() => {
      rmSync(bin, { recursive: true });
    });
    const asked = join(bin, "asked");
    // A host that never answers.
    writeFileSync(join(bin, "ssh"), `#!/bin/sh\n{ echo "host"; grep '^name='; } >>${asked}\nexit 255\n`, {
      mode: 0o755,
    });
    vi.stubEnv("PATH", `${bin}:${process.env["PATH"] ?? ""}`);
    const container = { ...network, type: "docker:index/container:Container", inputs: { name: "bbox1" } };
    const state = { version: 3, deployment: { resources: [provider] } };
    for (const resources of [[network, container], [container]])
      keepLeftovers("dev", toLeftovers(resources, [provider]));
    const reported: string[] = [];
    const session = { stack: "dev", isShared: false, read: () => Promise.resolve(JSON.stringify(state)) };
    await repairInterrupted(session, (line) => reported.push(line));
    expect(readFileSync(asked, "utf8")).toBe("host\nname=bbox1\nname=mac_net10\n");
    expect(reported).toEqual([
      "an earlier run did not finish creating mac_net10, bbox1: removing what it may have left",
      "mac_net10, bbox1: the host does not answer, so the next run will look for leftovers there",
    ]);
  });

  /** What the CLI was asked for, while others have locked the stack; `cancel` releases it. */
  async function repairLocked(lock: Partial<Lock>, isShared: boolean): Promise<{ ran: string[]; refused: unknown }> {
    const ran: string[] = [];
    const text = JSON.stringify({
      version: 3,
      deployment: { resources: [], pending_operations: [pending_operations[1]] },
    });
    const read = (args: readonly string[]): Promise<string> => {
      ran.push(args[0] === "stack" ? (args[1] ?? "") : (args[0] ?? ""));
      const locks = [{ user: "ann", hostname: hostname(), pid: GONE, since: "2026-11-26T03:00:00Z", ...lock }];
      if (args[1] !== "import" || ran.includes("cancel")) return Promise.resolve(text);
      return Promise.reject(new StackLocked("dev", locks));
    };
    const refused = await repairInterrupted({ stack: "dev", isShared, read }, () => undefined).then(
      () => undefined,
      (error: unknown) => error,
    );
    return { ran, refused };
  }

  it.each([
    ["on another machine", { hostname: "elsewhere" }, false],
    ["that still runs", { pid: process.pid }, false],
    ["of which only the name of its host is known, on a shared store", {}, true],
  ])("leaves the operations to a run %s", async (_, lock, isShared) => {
    const { ran, refused } = await repairLocked(lock, isShared);
    expect(ran).toEqual(["export", "import"]);
    expect(String(refused)).toMatch(
      /stack dev is locked by another run:\n- ann on \S+, process \d+, since 2026-11-26T03:00:00Z\n/,
    );
    expect(String(refused)).toContain("`npm run pulumi -- cancel --stack dev --yes`");
  });

  it.each([
    ["whose machine alone has the state", false],
    ["that this machine has started", true],
  ])("releases the stack after a run %s, and goes on", async (_, isShared) => {
    if (isShared) recordRun(GONE);
    const { ran, refused } = await repairLocked({}, isShared);
    expect(ran).toEqual(["export", "import", "cancel", "export", "import"]);
    expect(refused).toBeUndefined();
  });
});

describe("parseLocks", () => {
  it("reads what the CLI prints", () => {
    const text =
      "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file " +
      "with `pulumi cancel`.\n  s3://states/.pulumi/locks/organization/x/y/1.json?region=r: created by ann@lab-1 (pid 12) at 2026-11-26T03:00:00Z";
    expect(LOCKED.test(text)).toBe(true);
    expect(parseLocks(text)).toEqual([{ user: "ann", hostname: "lab-1", pid: 12, since: "2026-11-26T03:00:00Z" }]);
  });
});
