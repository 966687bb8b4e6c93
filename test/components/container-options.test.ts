import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { optionArgs, OPTIONS } from "../../components/container-options";
import { Fabric } from "../../components/fabric";
import { keptInputs } from "../../components/kept-inputs";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { record, type Row } from "../support/record";

useOwnCache();

type Options = Partial<NonNullable<FabricInput["containers"]>[string]>;

const SECRETS = { dbPassword: pulumi.secret("correct horse") };

/** The container bbox10 of the reference topology with these options. */
async function containerWith(options: Options): Promise<Row> {
  const rows = await record(() => {
    const input = devInput(({ containers }) => Object.assign(containers?.["bbox10"] ?? {}, options));
    return new Fabric("fabric", { ...input, secrets: SECRETS }).outputs;
  });
  const found = rows.find(({ name }) => name === "fabric-bbox10-container");
  if (found === undefined) throw new Error("there is no container");
  return found;
}

/** What options add to the inputs of a container without any. */
function inputsOf(options: z.input<typeof OPTIONS>): Record<string, unknown> {
  const [plain, own] = [argsOf({}), argsOf(options)];
  return Object.fromEntries(
    Object.entries(own).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(plain[name])),
  );
}

function argsOf(options: z.input<typeof OPTIONS>): Record<string, unknown> {
  return { ...optionArgs(OPTIONS.parse(options)) };
}

describe("options as Docker's provider takes them", () => {
  it.each<[string, z.input<typeof OPTIONS>, object]>([
    ["an entry point, whose command is its own", { entrypoint: ["/init", "-x"] }, { entrypoints: ["/init", "-x"] }],
    ["an entry point and a command", { entrypoint: ["a"], command: ["b"] }, { entrypoints: ["a"], command: ["b"] }],
    [
      "a user and groups",
      { user: "1000:1000", group_add: ["audio", 44] },
      { user: "1000:1000", groupAdds: ["audio", "44"] },
    ],
    ["a folder", { working_dir: "/srv" }, { workingDir: "/srv" }],
    ["an init", { init: true }, { init: true }],
    ["a restart policy", { restart: "on-failure:5" }, { restart: "on-failure", maxRetryCount: 5 }],
    ["no restart", { restart: "no" }, { restart: "no" }],
    [
      "how to stop",
      { stop_signal: "SIGINT", stop_grace_period: "1m30s" },
      { stopSignal: "SIGINT", stopTimeout: 90, destroyGraceSeconds: 90 },
    ],
    [
      "limits",
      { cpus: 0.5, shm_size: "128m", ulimits: { nofile: { soft: 1024, hard: 4096 }, nproc: 64 } },
      {
        ...{ cpuPeriod: 100000, cpuQuota: 50000, shmSize: 128 },
        ulimits: [
          { name: "nofile", soft: 1024, hard: 4096 },
          { name: "nproc", soft: 64, hard: 64 },
        ],
      },
    ],
    ["kernel parameters", { sysctls: { "net.ipv4.ip_forward": 1 } }, { sysctls: { "net.ipv4.ip_forward": "1" } }],
    [
      "kernel parameters as a list",
      { sysctls: ["net.core.somaxconn=64"] },
      { sysctls: { "net.core.somaxconn": "64" } },
    ],
    [
      "devices",
      { devices: ["/dev/net/tun", "/dev/ttyUSB0:/dev/zigbee:rw"] },
      {
        devices: [
          { hostPath: "/dev/net/tun", containerPath: "/dev/net/tun", permissions: "rwm" },
          { hostPath: "/dev/ttyUSB0", containerPath: "/dev/zigbee", permissions: "rw" },
        ],
      },
    ],
    ["more rights", { privileged: true }, { privileged: true }],
    [
      "a read-only root with folders in memory",
      { read_only: true, tmpfs: ["/run", "/tmp:size=16m,mode=1777"] },
      { readOnly: true, tmpfs: { "/run": "", "/tmp": "size=16m,mode=1777" } },
    ],
    [
      "names",
      { hostname: "ns1", dns: "172.16.10.2", dns_search: ["lab", "example.com"], extra_hosts: ["db:172.16.10.3"] },
      {
        ...{ hostname: "ns1", dns: ["172.16.10.2"], dnsSearches: ["lab", "example.com"] },
        hosts: [{ host: "db", ip: "172.16.10.3" }],
      },
    ],
    [
      "logging",
      { logging: { driver: "json-file", options: { "max-size": "1m", "max-file": 3 } } },
      { logDriver: "json-file", logOpts: { "max-size": "1m", "max-file": "3" } },
    ],
    [
      "a check of its health, with durations as Docker writes them",
      { healthcheck: { test: "wget -q localhost", interval: "90s", timeout: "500ms", start_period: "1h" } },
      {
        healthcheck: {
          ...{ tests: ["CMD-SHELL", "wget -q localhost"], interval: "1m30s", timeout: "500ms" },
          ...{ retries: 3, startPeriod: "1h0m0s" },
        },
      },
    ],
    ["no check of its health", { healthcheck: { test: ["NONE"] } }, { healthcheck: { tests: ["NONE"] } }],
  ])("%s", (_, options, expected) => {
    expect(inputsOf(options)).toEqual(expected);
  });

  it("the image's own command", () => {
    expect(argsOf({ command: null })).not.toHaveProperty("command");
    expect(argsOf({ entrypoint: ["/init"] })).not.toHaveProperty("command");
    expect(argsOf({})["command"]).toContain("sh");
  });

  it("labels beside that of the stack, and variables", async () => {
    const environment = { TZ: "UTC", PORT: 53, DEBUG: true };
    const { inputs } = await containerWith({ labels: { role: "dns", vlan: 10 }, environment });
    expect(inputs["envs"]).toEqual(["TZ=UTC", "PORT=53", "DEBUG=true"]);
    expect(inputs["labels"]).toEqual([
      { label: "macvlan-fabric.stack", value: "dev" },
      { label: "role", value: "dns" },
      { label: "vlan", value: "10" },
    ]);
  });
});

describe("what the engine adds is no change", () => {
  it("to the security options of a container with all rights", async () => {
    expect((await containerWith({})).inputs["securityOpts"]).toEqual(["no-new-privileges:true"]);
    const { inputs } = await containerWith({ privileged: true });
    expect(inputs["securityOpts"]).toEqual(["no-new-privileges:true", "label=disable"]);
  });

  it("to the options of its log, from daemon.json, and to its check of the health, from the image", async () => {
    const options = { logging: { options: { "max-file": 2 } }, healthcheck: { interval: "5s" } };
    const { ignoreChanges } = await containerWith(options);
    expect(ignoreChanges).toEqual(["mounts", "logOpts", "healthcheck"]);
  });
});

describe("secrets in the environment", () => {
  it("make all of it secret", async () => {
    const { inputs } = await containerWith({ environment: { USER: "lab", PASSWORD: { secret: "dbPassword" } } });
    expect(inputs["envs"]).toEqual({
      // How the SDK marks a secret on its way to the engine.
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: ["USER=lab", "PASSWORD=correct horse"],
    });
  });

  it("are refused when nobody has passed them", async () => {
    const options = { environment: { PASSWORD: { secret: "other" } } };
    await expect(containerWith(options)).rejects.toThrow(
      'containers.bbox10.environment.PASSWORD: there is no secret "other": pass secrets: { other: … }',
    );
  });
});

describe("what the provider would not change makes the container anew", () => {
  const kept = (options: z.input<typeof OPTIONS>): unknown => keptInputs(argsOf(options), "docker01");

  it.each<[string, z.input<typeof OPTIONS>, z.input<typeof OPTIONS>]>([
    ["a check of the health", { healthcheck: { test: "true" } }, { healthcheck: { test: "false" } }],
    ["the folders in memory", { tmpfs: "/run" }, { tmpfs: "/tmp" }],
    ["the init", { init: true }, {}],
    ["an entry point that goes", { entrypoint: ["/init"], command: ["a"] }, { command: ["a"] }],
    ["a command that goes", { command: ["a"] }, { command: null }],
    ["a user that goes", { user: "nobody" }, {}],
    ["the options of its log", { logging: { options: { tag: "a" } } }, { logging: { options: { tag: "b" } } }],
    ["a size that goes", { shm_size: "128m" }, {}],
  ])("%s", (_, before, after) => {
    expect(kept(before)).not.toEqual(kept(after));
  });

  it("an environment that goes", () => {
    expect(keptInputs({ ...argsOf({}), envs: ["A=b"] }, "docker01")).not.toEqual(kept({}));
  });

  it("and nothing else: a container without such options is known by its place, as before there were any", async () => {
    expect((await containerWith({})).replacementTrigger).toBe("own docker01");
    expect((await containerWith({ init: true })).replacementTrigger).toEqual({ place: "own docker01", init: true });
    expect(kept({ memory: 65, labels: { a: "b" }, read_only: true })).toBe("docker01");
  });
});
