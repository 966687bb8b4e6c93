import { describe, expect, it } from "vitest";
import { findLeftovers } from "../../commands/interrupted";
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
