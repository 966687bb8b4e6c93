import { expect, it } from "vitest";
import { parseDotenv } from "../../topology/options/dotenv";

it.each<[string, string, Record<string, string>]>([
  ["plain values", "A=1\nB = two words \n", { A: "1", B: "two words" }],
  ["a colon, and export", "A: 1\nexport B=2\n", { A: "1", B: "2" }],
  ["comments and blank lines", "# first\n\nA=1 # one\nB=a#b\n", { A: "1", B: "a#b" }],
  ["no value", "A=\nB=''\n", { A: "", B: "" }],
  ["single quotes, in which nothing stands for anything", "A='$HOME \\n # x'\n", { A: "$HOME \\n # x" }],
  ["double quotes", 'A="a\\tb \\"c\\" \\$d" # x\n', { A: 'a\tb "c" $d' }],
  ["several lines", 'A="one\ntwo"\nB=3\n', { A: "one\ntwo", B: "3" }],
  [
    "variables above",
    'A=1\nB=$A\nC="${A}${B}"\nD=${X:-none}\nE=${A:-none}\nF=${X-}\n',
    { A: "1", B: "1", C: "11", D: "none", E: "1", F: "" },
  ],
  ["an equals sign in the value", "URL=http://x/?a=b&c=d\n", { URL: "http://x/?a=b&c=d" }],
  ["lines of Windows, and a mark of the byte order", "\uFEFFA=1\r\nB=2\r\n", { A: "1", B: "2" }],
])("reads %s", (_, text, variables) => {
  expect(parseDotenv(text)).toEqual({ variables, faults: [] });
});

it.each([
  ["A", "line 1: A has no value: write it as A=value"],
  ["# x\n1A=1", 'line 2: "1A" is not the name of a variable: write it as NAME=value'],
  ["A='x", "line 1: the quotes of A are never closed: close them"],
  ["A=$HOME", "line 1: $HOME is not set above: set it, or write $ as \\$"],
])("refuses %j", (text, fault) => {
  expect(parseDotenv(text).faults).toEqual([fault]);
});
