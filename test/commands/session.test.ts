import { statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isEncryptedWith } from "../../commands/passphrase";
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
    const env = sessionEnvironment("office", own);
    expect(env).toEqual({ ...own, PULUMI_STACK: "office" });
    expect(backendFolder({ env })).toBeUndefined();
  });

  it.each([{ PULUMI_CONFIG_PASSPHRASE: "office" }, { PULUMI_CONFIG_PASSPHRASE_FILE: "/secret" }])(
    "does not try the passphrase of another stack on the dev stack: %j",
    (given) => {
      const env = sessionEnvironment("dev", { PULUMI_BACKEND_URL: "s3://bucket", ...given });
      expect(env).toEqual({ PULUMI_BACKEND_URL: "s3://bucket", PULUMI_STACK: "dev", PULUMI_CONFIG_PASSPHRASE: "" });
    },
  );

  it("keeps the default state to its user", () => {
    sessionEnvironment("dev", {});
    expect(statSync(`${cache}/macvlan-fabric/state`).mode & 0o777).toBe(0o700);
  });
});

describe("isEncryptedWith", () => {
  // As `pulumi stack init` writes it for the passphrase `secret`.
  const salt = "v1:VYGb4Vazrqs=:v1:gfKT9xH0L5XLGCYN:FRya/Q9A0Wy1TH5Jku2Elnb4shaAxg==";
  it.each([
    ["secret", salt, true],
    ["", salt, false],
    ["", "v1:malformed", false],
  ])("%j opens %s: %s", (passphrase, text, opens) => {
    expect(isEncryptedWith(passphrase, text)).toBe(opens);
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
