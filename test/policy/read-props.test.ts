import * as proxy from "@pulumi/policy/proxy";
import { describe, expect, it } from "vitest";
import { countItems, read, readIfKnown, readKeys, readText } from "../../policy/support/read-props";
import { UNKNOWN } from "./analyze";

/** The SDK's own proxy, as around the inputs of every resource. */
const wrap = (proxy as unknown as { unknownCheckingProxy: (value: object) => Record<string, unknown> })
  .unknownCheckingProxy;

const props = wrap({ name: "net", id: UNKNOWN, list: [{ address: UNKNOWN }, { address: "a" }], map: { x: UNKNOWN } });

describe("readIfKnown", () => {
  it("returns what is known and undefined for what is not", () => {
    expect(readIfKnown(() => props["name"])).toBe("net");
    expect(readIfKnown(() => props["id"])).toBeUndefined();
  });

  it("lets every other error pass", () => {
    const broken = (): never => {
      throw new TypeError("broken rule");
    };
    expect(() => {
      readIfKnown(broken);
    }).toThrow("broken rule");
  });
});

describe("reads at a path", () => {
  it("throws on an unknown value, so that the SDK can say so", () => {
    expect(() => read(props, "list", 0, "address")).toThrow("can't be known during preview");
    expect(() => countItems(props, "id")).toThrow("can't be known during preview");
  });

  it("reads the known neighbours of an unknown value", () => {
    expect(readText(props, "list", 0, "address")).toBeUndefined();
    expect(readText(props, "list", 1, "address")).toBe("a");
    expect(countItems(props, "list")).toBe(2);
    expect(readKeys(props, "map")).toEqual(["x"]);
  });

  it("treats what is missing as absent", () => {
    expect(read(props, "no", "such", 3)).toBeUndefined();
    expect(countItems(props, "name")).toBe(0);
    expect(readKeys(props, "nothing")).toEqual([]);
  });
});
