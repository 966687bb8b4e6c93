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
  it("reads the spec of an earlier version, which has other fields", () => {
    const text = JSON.stringify({ ...SPEC, lanPort: 25622 });
    expect(parseGuestName(text)).toEqual({ lab: SPEC.lab, host: SPEC.host });
  });

  it("refuses a spec that names no guest", () => {
    expect(() => parseGuestName('{"lab": "dev"}')).toThrow(/host/);
  });
});
