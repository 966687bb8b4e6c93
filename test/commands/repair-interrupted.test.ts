import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { findLeftovers, repairInterrupted } from "../../commands/repair-interrupted";
import { sessionEnvironment } from "../../commands/session";
import { useOwnCache } from "../support/cache-home";

useOwnCache();
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
        operation: pending_operations[0],
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

  /** What was reported, and the state that was imported, if the network's host is behind the given provider. */
  async function repair(host: typeof provider): Promise<{ reported: string[]; imported: unknown }> {
    const reported: string[] = [];
    let imported = "";
    const state = JSON.stringify({ version: 3, deployment: { resources: [host], pending_operations } });
    const session = {
      stack: "dev",
      env: sessionEnvironment("dev", {}),
      read: (args: readonly string[], input = ""): Promise<string> => {
        if (args[1] === "import") imported = input;
        return Promise.resolve(state);
      },
    };
    await repairInterrupted(session, (line) => reported.push(line));
    return { reported, imported: JSON.parse(imported) };
  }

  it("goes on when a host does not answer, and keeps what may be left there for the next run", async () => {
    // Nothing listens on port 1.
    const silent = { ...provider, inputs: { ...provider.inputs, host: "ssh://root@127.0.0.1:1" } };
    const { reported, imported } = await repair(silent);
    expect(reported.at(-1)).toBe("mac_net10: its host does not answer, so the next run will look for leftovers there");
    expect(imported).toEqual({
      version: 3,
      deployment: { resources: [silent], pending_operations: [pending_operations[0]] },
    });
  });

  it.each([
    ["has no Docker that answers", "exit 1", "its host reports an error (Cannot connect to the Docker daemon)", 1],
    ["has nothing left", "exit 0", undefined, 0],
  ])("when the host %s", async (_, ending, problem, kept) => {
    const bin = mkdtempSync(join(tmpdir(), "mf-docker-"));
    const write = (name: string, text: string): void => {
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    };
    // An ssh that runs the command here, where Docker is what the test says.
    write("ssh", 'for command; do :; done; exec sh -c "$command"');
    write("docker", ending === "exit 0" ? ending : `echo Cannot connect to the Docker daemon >&2; ${ending}`);
    vi.stubEnv("PATH", `${bin}:${process.env["PATH"] ?? ""}`);
    const { reported, imported } = await repair(provider);
    const waits = problem === undefined ? [] : [`mac_net10: ${problem}, so the next run will look for leftovers there`];
    expect(reported).toEqual([
      "an earlier run was interrupted while creating mac_net10: removing what it left",
      ...waits,
    ]);
    expect(imported).toMatchObject({ deployment: { pending_operations: pending_operations.slice(0, kept) } });
  });

  it("repairs a broken state on a shared backend, and leaves its operations to whoever runs them", async () => {
    const ran: string[] = [];
    const broken = { version: 3, deployment: { resources: [{ ...command, parent: "urn:gone" }], pending_operations } };
    const sound = { version: 3, deployment: { resources: [command], pending_operations } };
    const read = (args: readonly string[]): Promise<string> => {
      ran.push(args.slice(0, 2).join(" "));
      return Promise.resolve(JSON.stringify(ran.includes("state repair") ? sound : broken));
    };
    const env = sessionEnvironment("dev", { PULUMI_BACKEND_URL: "s3://bucket" });
    await repairInterrupted({ stack: "dev", env, read }, () => undefined);
    expect(ran).toEqual(["stack export", "state repair", "stack export"]);
  });
});
