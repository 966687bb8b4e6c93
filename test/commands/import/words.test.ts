import { describe, expect, it } from "vitest";
import { hostsOfFiles } from "../../../commands/import/hosts";
import { parseImage } from "../../../commands/import/images";
import { interpolate, parseEnvironmentFile } from "../../../commands/import/interpolate";
import { mebibytes } from "../../../commands/import/limits";
import { isSecret } from "../../../commands/import/secrets";
import { firstAddress, freeAddress, freeSubnet, subnetAround } from "../../../commands/import/spaces";
import { splitWords } from "../../../commands/import/words";

describe("variables", () => {
  const values = { SET: "set", EMPTY: "", NEST: "n" };
  const put = (text: string): string => interpolate(text, { values, unset: new Set(), used: new Set() });

  it.each([
    ["$SET-${SET}", "set-set"],
    ["$$SET and $$${SET}", "$SET and $set"],
    ["${NONE:-a}${NONE-b}${EMPTY:-c}${EMPTY-d}", "abc"],
    ["${SET:+x}${NONE:+y}${EMPTY+z}${EMPTY:+w}", "xz"],
    ["${NONE:-${SET}/${NEST}}", "set/n"],
    ["${NONE}${NONE:?needed}${SET:?needed}", "set"],
    ["100$ $ 5$5 ${", "100$ $ 5$5 ${"],
    ["no variable", "no variable"],
  ])("in %s give %s", (text, expected) => {
    expect(put(text)).toBe(expected);
  });

  it("without a value are told", () => {
    const variables = { values, unset: new Set<string>(), used: new Set<string>() };
    interpolate("$SET ${A:-x} $B ${C:?y}", variables);
    expect([[...variables.used], [...variables.unset]]).toEqual([["SET"], ["B", "C"]]);
  });

  it("come from a file with quotes and comments", () => {
    const text = `# comment\nA=1\nexport B = two words # more\nC="x \\"y\\" # z"\nD='$A'\nE=\nF=#x\nG=a#b\nnonsense\n`;
    expect(parseEnvironmentFile(text)).toEqual({
      ...{ A: "1", B: "two words", C: 'x "y" # z', D: "$A", E: "", F: "", G: "a#b" },
    });
  });
});

describe("a line of words", () => {
  it.each<[string, string[]]>([
    ["a  b\tc", ["a", "b", "c"]],
    [`sh -c "echo 'x y'; exit 1"`, ["sh", "-c", "echo 'x y'; exit 1"]],
    [String.raw`a\ b "c\"d" 'e\f' ""`, ["a b", 'c"d', String.raw`e\f`, ""]],
    [`--x="y z"w`, ["--x=y zw"]],
    ["", []],
  ])("%s", (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });
});

describe("an image", () => {
  it.each([
    ["nginx", { name: "nginx", owner: "", tag: "latest" }],
    ["docker.io/pihole/pihole:2024.07.0", { name: "pihole", owner: "pihole", tag: "2024.07.0" }],
    ["ghcr.io:443/a/b/c:x", { name: "c", owner: "b", tag: "x" }],
    [`r/n@sha256:${"ab".repeat(32)}`, { name: "n", owner: "r", tag: "abababababab" }],
    [`r/n:v2@sha256:${"ab".repeat(32)}`, { name: "n", owner: "r", tag: "v2" }],
  ])("%s", (reference, parts) => {
    expect(parseImage(reference)).toEqual(parts);
  });

  it("that is none is refused", () => {
    expect([parseImage(""), parseImage("a b"), parseImage("a/")]).toEqual([undefined, undefined, undefined]);
  });
});

describe("a secret", () => {
  it.each(["WEBPASSWORD", "DB_PASS", "API_TOKEN", "SECRET_KEY_BASE", "aws_secret_access_key", "APIKEY", "TLS_KEY"])(
    "is %s",
    (name) => {
      expect(isSecret(name, "value", [])).toBe(true);
    },
  );

  it.each(["KEYBOARD", "POSTGRES_PASSWORD_FILE", "PASSENGER_APP", "MONKEY", "TZ"])("is not %s", (name) => {
    expect(isSecret(name, "value", [])).toBe(false);
  });

  it("may be in an address, or come from a variable, and is not nothing", () => {
    expect(isSecret("DATABASE", "postgres://me:pw@db/x", [])).toBe(true);
    expect(isSecret("URL", "http://db:5432/x@y", [])).toBe(false);
    expect(isSecret("GREETING", "hello hush-hush", ["hush-hush"])).toBe(true);
    expect(isSecret("PASSWORD", "", [])).toBe(false);
  });
});

describe("hosts of files", () => {
  const files = ["a.yaml", "b.yaml"];
  const names = (...given: string[]): unknown => Object.fromEntries(hostsOfFiles(files, given));

  it("are in the order of the files, or named with one, or one for all", () => {
    expect(names()).toEqual({ "a.yaml": { name: "docker01" }, "b.yaml": { name: "docker02" } });
    expect(names("nas=10.0.0.1", "pi")).toEqual({
      ...{ "a.yaml": { name: "nas", address: "10.0.0.1" }, "b.yaml": { name: "pi" } },
    });
    expect(names("b.yaml=nas=10.0.0.1", "pi")).toEqual({
      ...{ "a.yaml": { name: "pi" }, "b.yaml": { name: "nas", address: "10.0.0.1" } },
    });
    expect(names("one")).toEqual({ "a.yaml": { name: "one" }, "b.yaml": { name: "one" } });
  });

  it("are refused with what to write", () => {
    expect(() => names("a", "b", "c")).toThrow("--host: there are 3 for 2 files: give one for each file");
    expect(() => names("a_b")).toThrow('--host a_b: "a_b" is not a valid name: write it as docker01');
    expect(() => names("a=10.0.0")).toThrow('--host a=10.0.0: "10.0.0" is not a valid IP address');
  });
});

it("sizes are MiB", () => {
  expect(["512m", "1g", "2GB", "1.5g", 1048576000, "1k"].map(mebibytes)).toEqual([512, 1024, 2048, 1536, 1000, 6]);
  expect(() => mebibytes("much")).toThrow("is not a size: write it as 512m");
});

it("spaces are found beside what is taken", () => {
  expect([firstAddress("10.0.0.0/24"), firstAddress("fd00::/64"), firstAddress("x")]).toEqual([
    ...["10.0.0.1", "fd00::1", undefined],
  ]);
  expect(freeAddress("10.0.0.0/29", ["10.0.0.1", "10.0.0.2-10.0.0.3"], "first")).toBe("10.0.0.4");
  expect(freeAddress("10.0.0.0/29", ["10.0.0.6"], "last")).toBe("10.0.0.5");
  expect(freeAddress("10.0.0.0/30", ["10.0.0.0/30"], "first")).toBeUndefined();
  expect(freeSubnet(["172.31.0.0/23", "10.0.0.0/8"], "172.31")).toBe("172.31.2.0/24");
  expect(() => freeSubnet(["198.18.0.0/15"], "198.18")).toThrow("there is no free subnet in 198.18.0.0/16");
  expect(subnetAround(["10.0.0.5", "10.0.0.9"])).toBe("10.0.0.0/24");
  expect(subnetAround(["10.0.0.5", "10.0.1.9"])).toBe("10.0.0.0/23");
  expect(subnetAround(["fd00::5"])).toBe("fd00::/64");
  expect(subnetAround([])).toBeUndefined();
});
