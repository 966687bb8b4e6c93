import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isUsable } from "../../support/go";
import { pulumiEnvironment, withoutDeadAgent } from "../../toolchain/environment";
import { findParts } from "../../toolchain/find";
import { chooseParts, summarise, type Found } from "../../toolchain/parts";
import { cliKey, cliVersion, pluginsKey, pluginVersion } from "../../toolchain/versions";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "toolchain-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A program below the test's folder. */
function program(path: string, mode = 0o755): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, mode);
  return file;
}

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: join(folder, "path"), HOME: join(folder, "home"), ...more };
}

const withoutDocker: Found = { cli: "/a/pulumi", language: "/a/l", command: "/a/c" };
const ALL: Found = { ...withoutDocker, docker: "/a/d" };

describe("choosing where each part comes from", () => {
  const { cli, ...withoutCli } = ALL;
  const { language: _language, ...withoutLanguage } = ALL;
  it.each<[string, Found, boolean, string]>([
    ["everything official is here", ALL, false, "official official official official"],
    ["everything official is here, and a way out", ALL, true, "official official official official"],
    ["nothing is here, no way out", {}, false, "stand-in stand-in stand-in stand-in"],
    ["nothing is here, and a way out", {}, true, "download download download download"],
    [
      "a user's CLI without plugins",
      { cli: cli ?? "", language: "/a/l" },
      false,
      "official official stand-in stand-in",
    ],
    ["a user's CLI without language host", withoutLanguage, false, "official stand-in official official"],
    ["plugins without a CLI: our CLI takes our host", withoutCli, false, "stand-in stand-in official official"],
    ["one plugin missing, and a way out", withoutDocker, true, "official official official download"],
  ])("%s", (_, found, canDownload, expected) => {
    const choice = chooseParts(found, canDownload);
    expect([choice.cli, choice.language, choice.command, choice.docker].join(" ")).toBe(expected);
  });

  it("says in one line what is not official", () => {
    expect(summarise(chooseParts(ALL, false))).toBe("official CLI and plugins");
    expect(summarise(chooseParts({}, false))).toContain("stand-ins");
    expect(summarise(chooseParts(withoutDocker, false))).toBe(
      "stand-ins built from toolchain/engine for the docker plugin",
    );
  });
});

describe("finding the official parts", () => {
  it("finds nothing on an empty machine", () => {
    expect(findParts(environment())).toEqual({});
  });

  it("finds the CLI on the path and its language host where its symbolic link leads", () => {
    const real = program("opt/pulumi");
    const language = program("opt/pulumi-language-nodejs");
    mkdirSync(join(folder, "path"));
    symlinkSync(real, join(folder, "path", "pulumi"));
    expect(findParts(environment())).toEqual({ cli: join(folder, "path", "pulumi"), language });
  });

  it("finds the CLI of an ordinary installation that is not on the path", () => {
    const cli = program("home/.pulumi/bin/pulumi");
    expect(findParts(environment()).cli).toBe(cli);
  });

  it("finds plugins of exactly the wanted version in PULUMI_HOME", () => {
    const docker = program(`ph/plugins/resource-docker-v${pluginVersion("docker")}/pulumi-resource-docker`);
    program("ph/plugins/resource-command-v0.0.1/pulumi-resource-command");
    expect(findParts(environment({ PULUMI_HOME: join(folder, "ph") }))).toEqual({ docker });
  });

  it("finds plugins on the path unless Pulumi is told to ignore those", () => {
    const command = program("path/pulumi-resource-command");
    expect(findParts(environment())).toEqual({ command });
    expect(findParts(environment({ PULUMI_IGNORE_AMBIENT_PLUGINS: "true" }))).toEqual({});
  });

  it("takes no file that cannot be run, and no folder", () => {
    program("path/pulumi", 0o644);
    mkdirSync(join(folder, "path", "pulumi-resource-docker"));
    expect(findParts(environment())).toEqual({});
  });
});

describe("the environment of the CLI", () => {
  const base = { PATH: "/usr/bin", DOCKER_HOST: "tcp://elsewhere", DOCKER_CONTEXT: "x", KEPT: "yes" };

  it("keeps what leaks into every Docker provider out of it", () => {
    const env = pulumiEnvironment(base, { offline: false });
    expect(env).toEqual({ PATH: "/usr/bin", KEPT: "yes", PULUMI_SKIP_UPDATE_CHECK: "true" });
    expect(base.DOCKER_HOST).toBe("tcp://elsewhere");
  });

  it("puts stand-ins first, in a home of their own, and lets nothing be fetched", () => {
    const env = pulumiEnvironment(base, { binFolder: "/h/bin", home: "/h", offline: true });
    expect(env).toMatchObject({
      PATH: "/h/bin:/usr/bin",
      PULUMI_HOME: "/h",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    });
  });

  it("drops an ssh agent that does not answer and keeps one that does", async () => {
    const socket = join(folder, "agent");
    expect(await withoutDeadAgent({ SSH_AUTH_SOCK: socket, A: "b" })).toEqual({ A: "b" });
    expect(await withoutDeadAgent({ A: "b" })).toEqual({ A: "b" });
    const server = createServer().listen(socket);
    await new Promise((resolve) => server.once("listening", resolve));
    expect(await withoutDeadAgent({ SSH_AUTH_SOCK: socket })).toEqual({ SSH_AUTH_SOCK: socket });
    server.close();
  });
});

describe("versions", () => {
  it("reads them from what is installed and from go.mod", () => {
    expect(pluginVersion("command")).toBe("1.2.1");
    expect(pluginVersion("docker")).toBe("5.2.0");
    expect(cliVersion()).toMatch(/^3\.\d+\.\d+$/);
  });

  it("keys the CLI and the plugins apart, and by the Go that builds them", () => {
    expect(cliKey("go1.26.8")).not.toBe(pluginsKey("go1.26.8"));
    expect(cliKey("go1.26.8")).not.toBe(cliKey("go1.26.9"));
  });

  it.each<[string, string, boolean]>([
    ["go1.26.8", "auto", true],
    ["go1.24.4", "auto", true],
    ["go1.19.8", "auto", false],
    ["go1.24.4", "local", false],
    ["go1.25.11", "local", true],
  ])("takes %s with GOTOOLCHAIN=%s: %s", (version, toolchain, usable) => {
    expect(isUsable(version, "1.25.11", toolchain)).toBe(usable);
  });
});
