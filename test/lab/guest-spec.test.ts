import { describe, expect, it } from "vitest";
import { parseGuestName, parseGuestSpec } from "../../lab/guest/spec";
import { UserError } from "../../support/errors";
import { SPEC } from "./guest-spec-sample";

describe("parseGuestSpec", () => {
  it("gives back what was written as JSON", () => {
    expect(parseGuestSpec(JSON.stringify(SPEC))).toEqual(SPEC);
  });

  it("needs no gateway", () => {
    const { gateway: _, ...spec } = SPEC;
    expect(parseGuestSpec(JSON.stringify(spec))).toEqual(spec);
  });

  it.each<[string, Record<string, unknown>]>([
    ["host", { host: undefined }],
    ["docker", { docker: undefined }],
    ["docker", { docker: "27" }],
    ["nic", { nic: "a-name-that-is-too-long" }],
    ["nic", { nic: "ens33; reboot" }],
    ["address", { address: "192.168.1.11" }],
    ["address", { address: "192.168.1.311/24" }],
    ["gateway", { gateway: "192.168.1.1'" }],
    ["mac", { mac: "02:e3" }],
    ["memoryMib", { memoryMib: 64 }],
    ["sshPort", { sshPort: 70_000 }],
    ["boot", { boot: 0 }],
    ["colour", { colour: "blue" }],
  ])("refuses a wrong %s and names it", (field, change) => {
    const read = (): unknown => parseGuestSpec(JSON.stringify({ ...SPEC, ...change }));
    expect(read).toThrow(UserError);
    expect(read).toThrow(field);
  });

  it("refuses the management NIC's name, with a remedy", () => {
    expect(() => parseGuestSpec(JSON.stringify({ ...SPEC, nic: "eth0" }))).toThrow(/eth0.*choose another name/);
  });

  it.each(["", "{", "null", "[]"])("refuses %j as a user's mistake", (text) => {
    expect(() => parseGuestSpec(text)).toThrow(UserError);
  });
});

describe("parseGuestName", () => {
  it("reads a spec of any version, and takes the engine of the first for granted", () => {
    const { lab, host, docker } = SPEC;
    expect(parseGuestName(JSON.stringify({ ...SPEC, colour: "blue" }))).toEqual({ lab, host, docker });
    expect(parseGuestName(JSON.stringify({ lab, host, lanPort: "none" }))).toEqual({ lab, host, docker: "26" });
  });

  it.each<[string, unknown]>([
    ["host", { lab: "dev" }],
    ["docker", { ...SPEC, docker: 28 }],
  ])("refuses a spec whose %s is wrong", (field, spec) => {
    expect(() => parseGuestName(JSON.stringify(spec))).toThrow(UserError);
    expect(() => parseGuestName(JSON.stringify(spec))).toThrow(field);
  });
});
