import * as proxy from "@pulumi/policy/proxy";
import { describe, expect, it } from "vitest";
import { at, countAt, keysAt, known, textAt } from "../../policy/support/known";
import { UNKNOWN } from "./analyze";

/** The SDK's own proxy, as around the inputs of every resource. */
const wrap = (proxy as unknown as { unknownCheckingProxy: (value: object) => Record<string, unknown> })
  .unknownCheckingProxy;

const props = wrap({ name: "net", id: UNKNOWN, list: [{ address: UNKNOWN }, { address: "a" }], map: { x: UNKNOWN } });

describe("known", () => {
  it("returns what is known and undefined for what is not", () => {
    expect(known(() => props["name"])).toBe("net");
    expect(known(() => props["id"])).toBeUndefined();
  });

  it("lets every other error pass", () => {
    const broken = (): never => {
      throw new TypeError("broken rule");
    };
    expect(() => {
      known(broken);
    }).toThrow("broken rule");
  });
});

describe("reads at a path", () => {
  it("throws on an unknown value, so that the SDK can say so", () => {
    expect(() => at(props, "list", 0, "address")).toThrow("can't be known during preview");
    expect(() => countAt(props, "id")).toThrow("can't be known during preview");
  });

  it("reads the known neighbours of an unknown value", () => {
    expect(textAt(props, "list", 0, "address")).toBeUndefined();
    expect(textAt(props, "list", 1, "address")).toBe("a");
    expect(countAt(props, "list")).toBe(2);
    expect(keysAt(props, "map")).toEqual(["x"]);
  });

  it("treats what is missing as absent", () => {
    expect(at(props, "no", "such", 3)).toBeUndefined();
    expect(countAt(props, "name")).toBe(0);
    expect(keysAt(props, "nothing")).toEqual([]);
  });
});
