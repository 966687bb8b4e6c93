import { expect, it } from "vitest";
import { askHosts } from "../../commands/preflight/ask";
import type { Target } from "../../commands/preflight/targets";
import { preflightText } from "../../commands/preflight/text";
import type { HostNeeds } from "../../topology/preflight/needs";

const needs = (host: string): HostNeeds => ({
  ...{ stack: "test", host, address: "192.168.1.11", mtu: 1500, modules: {}, tools: [], binds: [], requirements: [] },
  nics: [{ nic: "ens33", path: `hosts.${host}.nic`, segments: [] }],
});
const ssh = { host: "192.0.2.1", port: 22, user: "root", hostKey: "ssh-ed25519 AAAA" };
const target = (host: string, isOwn = false): Target => ({ needs: needs(host), ssh, isOwn });

const LINKS = [{ ifname: "ens33", flags: ["UP"], mtu: 1500, addr_info: [{ local: "192.168.1.11", prefixlen: 24 }] }];
const PRINTED = [
  "Welcome!",
  `@clock\t${Math.round(Date.now() / 1000)}`,
  "@kernel\t6.12.0",
  "@systemd\tyes",
  "@login\t192.0.2.9 1 192.168.1.11 22",
  `@links\t${JSON.stringify(LINKS)}`,
  "@docker-client\t/usr/bin/docker",
  '@docker-info\t{"ServerVersion":"28.5.2"}',
  "@disk\t4194304 /",
  "@end",
].join("\n");

type Connect = NonNullable<Parameters<typeof askHosts>[1]>;

function connect(answers: Readonly<Record<string, string>>): { connect: Connect; scripts: string[] } {
  const scripts: string[] = [];
  return {
    scripts,
    connect: (host) => {
      const stdout = answers[host];
      if (stdout === undefined) return Promise.reject(new Error(`${host} (root@192.0.2.1:22): is not answering`));
      const runAsUser = (script: string): Promise<{ status: number; stdout: string; stderr: string }> => {
        scripts.push(script);
        return Promise.resolve({ status: 0, stdout, stderr: "" });
      };
      return Promise.resolve({ runAsUser, close: () => undefined });
    },
  };
}

it("asks every host once, and goes on when one does not answer", async () => {
  const { connect: fake, scripts } = connect({ one: PRINTED, two: PRINTED.replace("28.5.2", "") });
  const answers = await askHosts([target("one"), target("two"), target("three")], fake);
  expect(scripts).toHaveLength(2);
  expect(answers.map(({ findings }) => findings.map(({ path, message }) => `${path}: ${message}`))).toEqual([
    [],
    [expect.stringMatching(/^hosts\.two: Docker is not running/)],
    ["hosts.three.vm.ssh: three (root@192.0.2.1:22): is not answering"],
  ]);
});

it("leaves a machine of the stack's own that does not answer to the update, which starts it", async () => {
  const [answer] = await askHosts([target("one", true)], connect({}).connect);
  expect(answer?.findings).toEqual([]);
});

it("shows a line for each host, then the errors, then the warnings", async () => {
  const dark = PRINTED.replace('["UP"]', '["UP","NO-CARRIER"]');
  const answers = await askHosts(
    [target("dark"), target("one"), target("silent")],
    connect({ one: PRINTED, dark }).connect,
  );
  expect(preflightText(answers)).toBe(
    [
      "host    Docker     kernel  NICs                        login over  clock  free",
      "dark    28.5.2     6.12.0  ens33 no carrier, MTU 1500  ens33       exact  4.0 GiB",
      "one     28.5.2     6.12.0  ens33 up, MTU 1500          ens33       exact  4.0 GiB",
      "silent  not asked",
      "",
      "- hosts.silent.vm.ssh: silent (root@192.0.2.1:22): is not answering",
      "- warning: hosts.dark.nic: ens33 has no carrier: plug in its cable, or enable its port on the switch or hypervisor",
    ].join("\n"),
  );
});
