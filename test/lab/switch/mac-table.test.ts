import { describe, expect, it } from "vitest";
import { parseMac } from "../../../lab/switch/ethernet";
import { AGE_MILLISECONDS, MacTable } from "../../../lab/switch/mac-table";

const MAC = parseMac("02:00:00:00:00:01");

describe("MacTable", () => {
  it("knows an address in the VLAN in which it was seen, and in no other", () => {
    const table = new MacTable<string>();
    table.learn(10, MAC, "a", 0);
    expect([table.find(10, MAC, 1), table.find(20, MAC, 1), table.find(0, MAC, 1)]).toEqual([
      "a",
      undefined,
      undefined,
    ]);
  });

  it("follows an address that moves", () => {
    const table = new MacTable<string>();
    table.learn(0, MAC, "a", 0);
    table.learn(0, MAC, "b", 1);
    expect(table.find(0, MAC, 2)).toBe("b");
  });

  it("forgets an address that is silent for long, and those of a port that is gone", () => {
    const table = new MacTable<string>();
    table.learn(0, MAC, "a", 0);
    expect(table.find(0, MAC, AGE_MILLISECONDS)).toBe("a");
    expect(table.find(0, MAC, AGE_MILLISECONDS + 1)).toBeUndefined();
    table.forgetPort("a");
    expect(table.find(0, MAC, 0)).toBeUndefined();
  });

  it("never learns a group address", () => {
    const table = new MacTable<string>();
    table.learn(0, parseMac("01:00:5e:00:00:01"), "a", 0);
    expect(table.find(0, parseMac("01:00:5e:00:00:01"), 0)).toBeUndefined();
  });

  it("learns no more when a flood of addresses has filled it, until they have aged", () => {
    const table = new MacTable<string>();
    for (let index = 0; index < 20_000; index += 1) table.learn(0, MAC + 256 * index, "a", 0);
    const late = parseMac("02:ff:00:00:00:02");
    table.learn(0, late, "b", 1);
    expect(table.find(0, late, 1)).toBeUndefined();
    table.learn(0, late, "b", AGE_MILLISECONDS + 1);
    expect(table.find(0, late, AGE_MILLISECONDS + 1)).toBe("b");
  });
});
