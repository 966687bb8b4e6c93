import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { UserError } from "../../support/errors";
import { errorText } from "../../support/run-program";
import { PROJECT_ROOT } from "../../support/project";

describe("errorText", () => {
  it("is the message alone for what people can fix, whatever the switch says", () => {
    expect(errorText(new UserError("hosts.a: fix it"), false)).toBe("error: hosts.a: fix it");
    expect(errorText(new UserError("hosts.a: fix it"), true)).toBe("error: hosts.a: fix it");
  });

  it("names the switch for anything else, and shows the stack trace with it", () => {
    const error = new TypeError("x is not a function");
    expect(errorText(error, false)).toBe(
      "error: unexpected: x is not a function\nSet MACVLAN_FABRIC_DEBUG=1 to see where it comes from.",
    );
    expect(errorText(error, true)).toMatch(/^error: TypeError: x is not a function\n +at .*run-program\.test\.ts/);
    expect(errorText("a text", true)).toContain("a text");
  });

  it("asks for room when a disk is full", () => {
    const error = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    expect(errorText(error, false)).toBe(
      "error: a disk of this machine is full (ENOSPC: no space left on device, write): make room there, then run the command again",
    );
  });
});

describe("runProgram", () => {
  /** Runs a program of one statement in a process of its own. */
  async function run(statement: string, failed = 2) {
    const source = `
      const { Command } = require("commander");
      const { UserError } = require("./support/errors");
      const { runProgram } = require("./support/run-program");
      const cli = () => new Command("x").exitOverride();
      void runProgram(async () => { ${statement} }, ${failed});`;
    const options = { cwd: PROJECT_ROOT, reject: false, all: true } as const;
    const { exitCode, all } = await execa(join("node_modules", ".bin", "tsx"), ["-e", source], options);
    return { exitCode, all };
  }

  it.each([
    ["ends with the result", "return 3", 3, /^$/],
    ["prints a mistake in one line", 'throw new UserError("no")', 2, /^error: no$/],
    ["prints a fault without a stack trace", 'throw new Error("oops")', 2, /^error: unexpected: oops\nSet [^\n]+$/],
    ["takes a wrong option for a mistake", 'await cli().parseAsync(["--nope"], { from: "user" })', 2, /^error: unknown option/],
    ["takes help for success", 'await cli().parseAsync(["--help"], { from: "user" })', 0, /^Usage: x/],
    ["fails when nothing settles", "await new Promise(() => undefined)", 2, /^$/],
    ["ends at once, whatever else goes on", 'setTimeout(() => console.log("late"), 500); throw new UserError("no")', 2, /^error: no$/],
  ])("%s", async (_, statement, code, text) => {
    const { exitCode, all } = await run(statement);
    expect(all).toMatch(text);
    expect(exitCode).toBe(code);
  });
}); // prettier-ignore
