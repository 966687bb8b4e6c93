import { describe, expect, it } from "vitest";
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
