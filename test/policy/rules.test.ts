import { describe, expect, it, vi } from "vitest";
import { policies } from "../../policy/policies";
import { analyze, analyzeWith } from "./analyze";
import { CASE_FILES, loadCases } from "./load-cases";
import * as make from "./resources";

describe.each(CASE_FILES)("%s", async (rule) => {
  const { good, bad, unknown, silent } = await loadCases(rule);
  const level = policies.find(({ name }) => name === rule)?.enforcementLevel;

  it.each(good.map((run) => [run]))("accepts a sound run: %#", async (run) => {
    const found = await analyzeWith(rule, run);
    expect(found.filter(({ message }) => !message.includes("can't be known during preview"))).toEqual([]);
  });

  it.each(bad)("rejects with %s", async (pattern, run) => {
    const found = await analyzeWith(rule, run);
    expect(found).toEqual(
      expect.arrayContaining([{ policy: rule, level, message: expect.stringMatching(pattern) as string }]),
    );
  });

  it(silent === true ? "is silent on unknown values" : "warns that it cannot check an unknown value", async () => {
    const found = await analyzeWith(rule, unknown);
    if (silent === true) expect(found).toEqual([]);
    else
      expect(found).toEqual([
        { policy: rule, level: "advisory", message: expect.stringContaining(`'${rule}'`) as string },
      ]);
  });

  it("alone reports this: no other rule gives the same message", async () => {
    const others = policies.filter(({ name }) => name !== rule);
    for (const [pattern, resources] of bad) {
      for (const { message } of await analyze(resources, others)) expect(message).not.toMatch(pattern);
    }
  });
});

it("reports nothing about a sound lab created by hand", async () => {
  const names = ["docker01", "docker02"];
  const options = ["-o", "StrictHostKeyChecking=yes", "-o", `KnownHostsCommand=/bin/echo %H ${make.HOST_KEY}`];
  const sound = names.flatMap((host, index) => [
    make.dockerProvider({ host: `ssh://root@192.168.1.1${index}:22`, sshOpts: options }, host),
    make.subinterface(host, { host }),
    make.network({}, host),
    make.container(`bbox1${index}`, `172.16.10.1${index}`, host),
  ]);
  expect(await analyze([make.fabric(make.planOf("Pulumi.dev.yaml")), ...sound])).toEqual([]);
});

it("does not look in the state of a stack for an option that no state keeps", async () => {
  const plain = [{ ...make.network(), deleteBeforeReplace: false }];
  expect(await analyzeWith("network-delete-before-replace", plain)).toHaveLength(1);
  vi.stubEnv("PULUMI_NODEJS_DRY_RUN", undefined);
  expect(await analyzeWith("network-delete-before-replace", plain)).toEqual([]);
  vi.unstubAllEnvs();
});

it("never puts a secret into a message, whatever is wrong around it", async () => {
  const secret = "hunter2";
  const wrong = [
    make.dockerProvider({ host: `ssh://root:${secret}@h`, sshOpts: ["-o", `ProxyCommand=nc ${secret}`] }, "a"),
    make.dockerProvider({ host: `tcp://root:${secret}@h:2375`, context: secret }, "b"),
    make.dockerProvider({ registryAuth: JSON.stringify([{ address: `http://u:${secret}@h`, password: secret }]) }, "c"),
    make.remoteCommand({ host: "h", password: secret, privateKey: secret, proxy: { host: "p", password: secret } }),
    make.registry([`REGISTRY_HTTP_SECRET=${secret}`]),
    make.containerWith("d", {
      image: "busybox:1",
      envs: [`PASSWORD=${secret}`],
      networkMode: "none",
      networksAdvanced: [{ name: "n", ipv4Address: "10.0.0.1" }],
    }),
    make.network({ ipamOptions: { token: secret }, options: { parent: "br0", typo: secret }, ipamConfigs: [{}] }),
  ];
  const found = await analyze(wrong);
  expect(found.length).toBeGreaterThan(8);
  expect(JSON.stringify(found)).not.toContain(secret);
});
