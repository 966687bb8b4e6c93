import { describe, expect, it } from "vitest";
import { findLeftovers, mendInterrupted } from "../../commands/interrupted";
import { stackOf } from "../../commands/pulumi";
import { backendFolder, sessionEnvironment } from "../../commands/session";
import { useOwnCache } from "../support/cache-home";

const cache = useOwnCache();

describe("sessionEnvironment", () => {
  it("keeps the state in the cache folder, and asks for no passphrase on the dev stack alone", () => {
    const env = sessionEnvironment("dev", { PATH: "/bin" });
    expect(env).toEqual({
      PATH: "/bin",
      PULUMI_BACKEND_URL: `file://${cache}/macvlan-fabric/state`,
      PULUMI_STACK: "dev",
      PULUMI_CONFIG_PASSPHRASE: "",
    });
    expect(backendFolder({ env })).toBe(`${cache}/macvlan-fabric/state`);
    expect(sessionEnvironment("office", {})).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE");
  });

  it("lets the user's backend and passphrase win", () => {
    const own = { PULUMI_BACKEND_URL: "s3://bucket", PULUMI_CONFIG_PASSPHRASE_FILE: "/secret" };
    const env = sessionEnvironment("dev", own);
    expect(env).toEqual({ ...own, PULUMI_STACK: "dev" });
    expect(backendFolder({ env })).toBeUndefined();
  });
});

describe("stackOf", () => {
  it.each([
    [["preview", "--stack", "office"], "office"],
    [["preview", "-s", "office"], "office"],
    [["preview", "--stack=office"], "office"],
    [["preview"], undefined],
  ])("%j names %s", (args, stack) => {
    expect(stackOf(args)).toBe(stack);
  });
});

describe("findLeftovers", () => {
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

  it("names networks and containers that were being made, with the way to their host", () => {
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
        ssh: ["-F", "none", "-l", "root", "-p", "2201", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "127.0.0.1"],
      },
    ]);
  });

  it("finds nothing in a state without pending operations", () => {
    expect(findLeftovers({ deployment: { resources: [provider, network] } })).toEqual([]);
  });
});

describe("mendInterrupted", () => {
  const network = {
    urn: "urn:n",
    type: "docker:index/network:Network",
    provider: "urn:p::1",
    inputs: { name: "mac_net10" },
  };
  const command = { urn: "urn:c", type: "command:remote:Command", inputs: {} };
  // Nothing listens on port 1.
  const inputs = { host: "ssh://root@127.0.0.1:1", sshOpts: '["-o","BatchMode=yes"]' };
  const resources = [{ urn: "urn:p", type: "pulumi:providers:docker", id: "1", inputs }];

  it("goes on when a host does not answer, and keeps what may be left there for the next run", async () => {
    const pending_operations = [
      { resource: network, type: "creating" },
      { resource: command, type: "creating" },
    ];
    const said: string[] = [];
    let imported = "";
    const session = {
      stack: "dev",
      env: sessionEnvironment("dev", {}),
      read: (args: readonly string[], input = ""): Promise<string> => {
        if (args[1] === "import") imported = input;
        return Promise.resolve(JSON.stringify({ version: 3, deployment: { resources, pending_operations } }));
      },
    };
    await mendInterrupted(session, (line) => said.push(line));
    expect(said.at(-1)).toBe(
      "mac_net10: its host does not answer now, so what may be left there waits for the next run",
    );
    expect(JSON.parse(imported)).toEqual({
      version: 3,
      deployment: { resources, pending_operations: [pending_operations[0]] },
    });
  });
});
