import { describe, expect, it } from "vitest";
import { policies } from "../../policy/policies";
import { analyze, analyzeWith, UNKNOWN, type Resource } from "./analyze";
import * as make from "./resources";

/** A rule with a run that it passes, runs that it refuses with the heart of the message, and one with an unknown value. */
interface Case {
  readonly rule: string;
  readonly good: readonly (readonly Resource[])[];
  readonly bad: readonly (readonly [RegExp, readonly Resource[]])[];
  /** What the rule depends on is unknown: it steps back to an advice that says so, or is silent where `up` looks again. */
  readonly unknown: readonly Resource[];
  readonly silent?: true;
}

const plan = make.planOf("Pulumi.dev.yaml");
const pinned = [
  ...["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=none"],
  ...["-o", `KnownHostsCommand=/bin/echo %H ${make.HOST_KEY}`],
];
const ssh = (...sshOpts: string[]): Resource => make.dockerProvider({ host: "ssh://root@192.168.1.11:22", sshOpts });
const options = (driver: string, values: object): Resource => make.network({ driver, options: values });
const fixed = { networksAdvanced: [{ name: "mac_net10", ipv4Address: "172.16.10.10" }] };
const ports = [{ internal: 80, external: 8080 }];
const dockerImage = { type: "docker:index/remoteImage:RemoteImage", name: "busybox" };

const cases: readonly Case[] = [
  {
    rule: "fabric-plan",
    good: [[make.fabric(plan)]],
    bad: [
      [/input plan is missing/, [{ ...make.fabric(plan), props: {} }]],
      [/input plan is missing/, [{ ...make.fabric(plan), props: { plan: { subnets: [], networks: [] } } }]],
    ],
    unknown: [{ ...make.fabric(plan), props: { plan: UNKNOWN } }],
  },
  {
    rule: "canonical-subnet",
    good: [
      [make.network()],
      [make.network({ ipamConfigs: [{ subnet: "fd00:10::/64" }] })],
      [make.network({ ipamConfigs: [] })],
    ],
    bad: [
      [
        /172\.16\.10\.5\/24 is not canonical. Write 172\.16\.10\.0\/24/,
        [make.network({ ipamConfigs: [{ subnet: "172.16.10.5/24" }] })],
      ],
      [/Write fd00:10::\/64/, [make.network({ ipamConfigs: [{ subnet: "FD00:10:0::/64" }] })]],
      [/ipamConfigs\[1\].*ten is not canonical/, [make.network({ ipamConfigs: [{}, { subnet: "ten" }] })]],
    ],
    unknown: [make.network({ ipamConfigs: [{ subnet: UNKNOWN }] })],
  },
  {
    rule: "network-by-name",
    good: [
      [make.container("bbox10", "172.16.10.10")],
      [make.containerWith("any", { networksAdvanced: [{ name: "a".repeat(64) }] })],
      [make.containerWith("any", {})],
    ],
    bad: [
      [
        /networksAdvanced\[0\]\.name: 0{64} is no network name/,
        [make.container("bbox10", "172.16.10.10", "docker01", { name: "0".repeat(64) })],
      ],
      [
        /is no network name/,
        [make.containerWith("six", { networksAdvanced: [{ name: "f".repeat(64), ipv6Address: "fd00::1" }] })],
      ],
    ],
    unknown: [make.container("bbox10", "172.16.10.10", "docker01", { name: UNKNOWN })],
  },
  {
    rule: "pinned-command-host-key",
    good: [
      [make.remoteCommand({ host: UNKNOWN, hostKey: make.HOST_KEY })],
      [make.remoteCommand({ host: "a", hostKey: make.HOST_KEY, proxy: { host: "b", hostKey: make.HOST_KEY } })],
      [{ type: "command:local:Command", name: "here", props: { create: "true" } }],
    ],
    bad: [
      [/connection\.hostKey: is missing/, [make.remoteCommand({ host: "a" })]],
      [/connection\.hostKey: is missing/, [make.remoteCommand({ host: "a", hostKey: " " })]],
      [
        /CopyToRemote "prepare" connection/,
        [{ ...make.remoteCommand({ host: "a" }), type: "command:remote:CopyToRemote" }],
      ],
      [/connection\.proxy\.hostKey/, [make.remoteCommand({ host: "a", hostKey: make.HOST_KEY, proxy: { host: "b" } })]],
    ],
    unknown: [make.remoteCommand({ host: "a", hostKey: UNKNOWN })],
  },
  {
    rule: "pinned-docker-host-key",
    good: [
      [ssh(...pinned)],
      [ssh("-oStrictHostKeyChecking yes")],
      [ssh("-o", "stricthostkeychecking = yes", "-o", "StrictHostKeyChecking=no")],
      [make.dockerProvider({ host: "unix:///var/run/docker.sock" })],
    ],
    bad: [
      [/StrictHostKeyChecking is not set/, [make.dockerProvider({ host: "ssh://root@h" })]],
      [/StrictHostKeyChecking is not set/, [make.dockerProvider({ host: "ssh://root@h", sshOpts: "no list" })]],
      [/StrictHostKeyChecking is no;/, [ssh("-o", "StrictHostKeyChecking=no", ...pinned)]],
      [/StrictHostKeyChecking is accept-new;/, [ssh("-oStrictHostKeyChecking=accept-new")]],
      [
        /UserKnownHostsFile is \/dev\/null/,
        [ssh("-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=/dev/null")],
      ],
      [/NoHostAuthenticationForLocalhost is yes/, [ssh(...pinned, "-o", "NoHostAuthenticationForLocalhost=yes")]],
    ],
    unknown: [{ ...ssh(), props: { host: "ssh://root@h", sshOpts: UNKNOWN } }],
  },
  {
    rule: "explicit-docker-host",
    good: [
      [ssh(...pinned)],
      [make.dockerProvider({ host: "tcp://h:2376", certPath: "/certs" })],
      [make.dockerProvider({}, "default_5_2_0")],
      [make.dockerProvider({ host: UNKNOWN })],
    ],
    bad: [
      [/host: tcp:\/\/h:2375 is unprotected/, [make.dockerProvider({ host: "tcp://h:2375" })]],
      [/context: it overrides host/, [make.dockerProvider({ host: "ssh://root@h", context: "lab" })]],
      [/context: it overrides host/, [make.dockerProvider({ host: UNKNOWN, context: "lab" })]],
      [/host: is missing/, [make.dockerProvider({})]],
    ],
    unknown: [make.dockerProvider({ host: UNKNOWN })],
  },
  {
    rule: "explicit-docker-provider",
    good: [[make.network()], [{ ...dockerImage, provider: { name: "defaults-are-evil" } }]],
    bad: [
      [/RemoteImage "busybox": is on the default provider/, [dockerImage]],
      [/is on the default provider/, [{ ...dockerImage, provider: { name: "default" } }]],
      [/is on the default provider/, [{ ...dockerImage, provider: { name: "default_5_2_0" } }]],
    ],
    unknown: [{ ...dockerImage, props: { name: UNKNOWN }, provider: { name: "docker01", props: { host: UNKNOWN } } }],
    silent: true,
  },
  {
    rule: "network-delete-before-replace",
    good: [[make.network()], [make.containerWith("any", {})]],
    bad: [
      [/deleteBeforeReplace is not set/, [{ ...make.network(), deleteBeforeReplace: false }]],
      [/deleteBeforeReplace is not set/, [{ type: "docker:index/network:Network", name: "plain" }]],
    ],
    unknown: [make.network({ name: UNKNOWN })],
    silent: true,
  },
  {
    rule: "macvlan-parent",
    good: [[make.network()], [options("bridge", {})], [options("macvlan", { parent: "bond0" })]],
    bad: [
      [/options\.parent: is missing/, [options("macvlan", { macvlan_mode: "bridge" })]],
      [/options\.parent: is missing/, [make.network({ driver: "ipvlan", options: undefined })]],
      [/options\.parent: lo reaches/, [options("macvlan", { parent: "lo" })]],
    ],
    unknown: [options("macvlan", { parent: UNKNOWN })],
  },
  {
    rule: "macvlan-options",
    good: [
      [make.network()],
      [options("bridge", { anything: "1" })],
      [options("ipvlan", { parent: "a", ipvlan_flag: "vepa" })],
    ],
    bad: [
      [
        /options\.mode: unknown to macvlan. It knows parent, macvlan_mode/,
        [options("macvlan", { parent: "a", mode: "vepa" })],
      ],
      [/options\.macvlan_mode: unknown to ipvlan/, [options("ipvlan", { parent: "a", macvlan_mode: "bridge" })]],
      [/options\.typo/, [options("macvlan", { parent: UNKNOWN, typo: UNKNOWN })]],
    ],
    unknown: [make.network({ driver: UNKNOWN })],
  },
  {
    rule: "explicit-gateway",
    good: [
      [make.network()],
      [make.network({ internal: true, ipamConfigs: [{ subnet: "172.16.10.0/24" }] })],
      [make.bridge("back", "172.30.0.0/24", "docker01")],
      [
        make.network({
          driver: "ipvlan",
          options: { parent: "a", ipvlan_mode: "l3s" },
          ipamConfigs: [{ subnet: "10.0.0.0/24" }],
        }),
      ],
      [make.network({ ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: UNKNOWN }] })],
    ],
    bad: [
      [
        /ipamConfigs\[1\]\.gateway: is missing/,
        [make.network({ ipamConfigs: [{ gateway: "10.0.0.1" }, { subnet: "fd00::/64" }] })],
      ],
    ],
    unknown: [make.network({ ipamConfigs: UNKNOWN })],
  },
  {
    rule: "vlan-id",
    good: ["ens33", "ens33.1", "ens33.4094", "v10"].map((parent) => [options("macvlan", { parent })]),
    bad: ["ens33.0", "ens33.4095", "ens33.010", "ens33.x", "ens33.1.2", ".5"].map((parent) => [
      /names no VLAN ID from 1 to 4094/,
      [options("macvlan", { parent })],
    ]),
    unknown: [options("macvlan", { parent: UNKNOWN })],
  },
  {
    rule: "parent-name-length",
    good: [[options("macvlan", { parent: "enp0s31f6u1.100" })], [options("bridge", { parent: "x".repeat(16) })]],
    bad: [[/enp0s31f6u1\.1000 is longer than 15 bytes/, [options("macvlan", { parent: "enp0s31f6u1.1000" })]]],
    unknown: [options("macvlan", { parent: UNKNOWN })],
  },
  {
    rule: "network-mode",
    good: [
      [make.containerWith("a", fixed)],
      [make.containerWith("a", { ...fixed, networkMode: undefined })],
      [make.containerWith("a", { networkMode: "host" })],
    ],
    bad: [
      [/networkMode: mac_net10 makes Docker ignore/, [make.containerWith("a", { ...fixed, networkMode: "mac_net10" })]],
      [/networkMode: none/, [make.containerWith("a", { ...fixed, networkMode: "none" })]],
    ],
    unknown: [make.containerWith("a", { ...fixed, networkMode: UNKNOWN })],
  },
  {
    rule: "published-ports",
    good: [
      [make.network(), make.containerWith("a", fixed)],
      [
        make.network(),
        make.bridge("back", "172.30.0.0/24", "docker01"),
        make.containerWith("a", { ports, networksAdvanced: [{ name: "mac_net10" }, { name: "back" }] }),
      ],
      [make.containerWith("a", { ports })],
      [make.containerWith("a", { ...fixed, ports })],
    ],
    bad: [[/ports: have no effect on mac_net10/, [make.network(), make.containerWith("a", { ...fixed, ports })]]],
    unknown: [make.network(), make.containerWith("a", { ...fixed, ports: UNKNOWN })],
  },
  {
    rule: "image-by-digest",
    good: [[make.containerWith("a", {})], [make.containerWith("a", { image: `sha256:${"f".repeat(64)}` })]],
    bad: [
      [/image: busybox:v1 has no digest/, [make.containerWith("a", { image: "busybox:v1" })]],
      [/has no digest/, [make.containerWith("a", { image: "busybox@sha256:abc" })]],
      [/has no digest/, [make.containerWith("a", { image: `busybox-sha256:${"f".repeat(64)}` })]],
    ],
    unknown: [make.containerWith("a", { image: UNKNOWN })],
    silent: true,
  },
];

describe.each(cases)("$rule", ({ rule, good, bad, unknown, silent }) => {
  const level = policies.find(({ name }) => name === rule)?.enforcementLevel;

  it.each(good.map((run) => [run]))("passes what is sound: %#", async (run) => {
    const found = await analyzeWith(rule, run);
    expect(found.filter(({ message }) => !message.includes("can't be known during preview"))).toEqual([]);
  });

  it.each(bad)("refuses with %s", async (pattern, run) => {
    const found = await analyzeWith(rule, run);
    expect(found).toEqual(
      expect.arrayContaining([{ policy: rule, level, message: expect.stringMatching(pattern) as string }]),
    );
  });

  it(silent === true ? "is silent on unknown values" : "says that it cannot look at an unknown value", async () => {
    const found = await analyzeWith(rule, unknown);
    if (silent === true) expect(found).toEqual([]);
    else
      expect(found).toEqual([
        { policy: rule, level: "advisory", message: expect.stringContaining(`'${rule}'`) as string },
      ]);
  });
});

it("has a case for every rule that findConflicts does not decide", () => {
  const decided = ["overlapping-subnets", "duplicate-address", "address-outside-subnet", "unusable-address"];
  const rest = policies
    .map(({ name }) => name)
    .filter((name) => ![...decided, "duplicate-mac", "shared-vlan", "duplicate-network"].includes(name));
  expect(cases.map(({ rule }) => rule).sort()).toEqual(rest.sort());
});

it("finds nothing to say about a sound lab made by hand", async () => {
  const hosts = ["docker01", "docker02"];
  const providers = hosts.map((name) => ({ ...ssh(...pinned), name }));
  const networks = hosts.map((host) => make.network({}, host));
  const containers = hosts.map((host, index) =>
    make.container(`bbox1${String(index)}`, `172.16.10.1${String(index)}`, host),
  );
  expect(await analyze([make.fabric(plan), ...providers, ...networks, ...containers])).toEqual([]);
});
