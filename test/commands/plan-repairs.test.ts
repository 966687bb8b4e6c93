import { describe, expect, it } from "vitest";
import { nameOf } from "../../commands/heal/repair-on-hosts";
import { missingReleases } from "../../commands/heal/missing-releases";
import { planRepairs, type Repair } from "../../commands/heal/plan-repairs";
import { STALE } from "../../harness/names-state";
import type { FabricOutput } from "../../harness/contract";
import type { StateItem } from "../../harness/state-item";
import { richOutput } from "../harness/fixture";

const output = richOutput();

function item(subject: string, property: string, observed: string, host = "docker01"): StateItem {
  return { host, subject, property, desired: "planned", observed, ok: false };
}

function repairs(items: readonly StateItem[], again = false): readonly Repair[] {
  return planRepairs(items, output, again).repairs;
}

describe("what has drifted is repaired by the smallest means:", () => {
  it.each<[string, StateItem, Repair]>([
    ["a link that is gone", item("link ens33.10", "state", "absent"), { kind: "script", host: "docker01", name: "vlan10-docker01-link" }],
    ["files of a link", item("link ens33.10", "boot files", "missing", "docker02"), { kind: "script", host: "docker02", name: "vlan10-docker02-link" }],
    ["a shim", item("link mv-ens33.10", "MAC", "02:00:00:00:00:00"), { kind: "script", host: "docker01", name: "vlan10-docker01-shim" }],
    ["a router", item("router main", "rules of IPv4", "missing: x"), { kind: "script", host: "docker01", name: "main-router" }],
    ["an expired certificate", item("registry certificate", "validity", "certificate has expired"), { kind: "script", host: "docker01", name: "registry-certificate" }],
    ["promiscuous mode", item("link ens33", "promiscuous", "no"), { kind: "script", host: "docker01", name: "docker01-prepare" }],
    ["a stopped container", item("container ten1", "state", "exited"), { kind: "start", host: "docker01", container: "ten1" }],
    ["a container that never started", item("container ten1", "state", "created (failed to create task for container)"), { kind: "start", host: "docker01", container: "ten1" }],
    ["a container that lost its links", item("container ten1", "addresses of its links", "none"), { kind: "start", host: "docker01", container: "ten1" }],
    ["a container that is gone", item("container ten1", "state", "absent"), { kind: "replace", host: "docker01", name: "ten1-container" }],
    ["names that somebody changed", item("container ten1", "names", "others"), { kind: "script", host: "docker01", name: "docker01-names" }],
    ["a file that somebody changed", item("container ten1", "file /etc/app.conf", "another content"), { kind: "script", host: "docker01", name: "ten1-files" }],
    ["another address", item("container ten1", "addresses on mac_net10", "172.16.10.99"), { kind: "replace", host: "docker01", name: "ten1-container" }],
  ])("%s", (_, drifted, repair) => {
    expect(repairs([drifted])).toEqual([repair]);
  }); // prettier-ignore

  it("nothing after an update that did not finish, which another one has to", () => {
    const reference = "192.168.1.11:5000/other:v1";
    const twenty1 = { ...output.containers["twenty1"], image: reference } as (typeof output.containers)[string];
    const host = "docker02";
    const [there = ""] = Object.keys(output.containers).filter((name) => output.containers[name]?.host === host);
    const unfinished: FabricOutput["unfinished"] = [
      { kind: "host", name: host },
      { kind: "image", name: "other" },
      { kind: "container", name: there },
      { kind: "container", name: "twenty1" },
    ];
    const images = { other: { reference, tag: "v1" } };
    const failed = { ...output, unfinished, images, containers: { ...output.containers, twenty1 } };
    // That of a host that cannot be read is not among them.
    const drifted = [item("link ens33.10", "state", "absent")];
    expect(planRepairs(drifted, failed, false)).toEqual({
      repairs: [],
      left: [
        `the last update did not finish (host ${host}, image other); run \`npm run up -- --stack dev\`, which then repairs the rest`,
      ],
    });
  });

  it("a network, once what is in its place is gone", () => {
    expect(repairs([item("network mac_net10", "state", "absent")])).toEqual([
      { kind: "script", host: "docker01", name: "docker01-release" },
      { kind: "replace", host: "docker01", name: "mac_net10-docker01" },
    ]);
  });

  it("a network whose name another switch's segment has too", () => {
    const { vlan20, vlan30, ...others } = output.segments;
    if (vlan20 === undefined || vlan30 === undefined) throw new Error("no such segments");
    const segments = {
      ...others,
      east: { ...vlan20, network: "lab", hosts: { docker01: vlan20.hosts["docker01"] } },
      west: { ...vlan30, network: "lab", hosts: { docker02: vlan30.hosts["docker02"] } },
    } as typeof output.segments;
    const drifted = [item("network lab", "state", "absent"), item("network lab", "state", "absent", "docker02")];
    const planned = planRepairs(drifted, { ...output, segments }, false).repairs;
    expect(planned.filter(({ kind }) => kind === "replace")).toEqual([
      { kind: "replace", host: "docker01", name: "lab-docker01" },
      { kind: "replace", host: "docker02", name: "lab-west-docker02" },
    ]);
  });

  it("a certificate that lacks a name of the registry, with all names", () => {
    const registry = { endpoint: "registry.lab:5000", host: "docker01", names: ["registry.lab"] };
    const drifted = item("registry certificate", "validity", "hostname mismatch");
    expect(planRepairs([drifted], { ...output, registry }, false).repairs).toEqual([
      { kind: "script", host: "docker01", name: "registry-issue" },
      { kind: "script", host: "docker01", name: "registry-certificate" },
    ]);
  });

  it("a certificate from elsewhere by its user, once it expires", () => {
    const registry = { endpoint: "registry.lab:5000", host: "docker01", certificate: "given" as const };
    const repair = (observed: string): unknown =>
      planRepairs([item("registry certificate", "validity", observed)], { ...output, registry }, false);
    expect(repair("expires on Nov 1 00:00:00 2026 GMT")).toEqual({
      repairs: [],
      left: [
        "registry.certificate: expires on Nov 1 00:00:00 2026 GMT: get a new one for its file and its key, and run `npm run up`",
      ],
    });
    const again = { kind: "script", host: "docker01", name: "registry-certificate" };
    expect(repair("cannot be read")).toEqual({ repairs: [again], left: [] });
  });

  it("a registry's login by the password on its host, and then there", () => {
    const registry = { endpoint: "registry.lab:5000", host: "docker01", access: { user: "lab" } };
    const repairsOf = (...of: Parameters<typeof item>): unknown =>
      planRepairs([item(...of)], { ...output, registry }, false).repairs;
    expect(repairsOf("registry login", "answer", "401", "docker02")).toEqual([
      { kind: "script", host: "docker01", name: "registry-access" },
      { kind: "script", host: "docker02", name: "registry-login-docker02" },
    ]);
    expect(repairsOf("registry access", "answer", "none")).toEqual([
      { kind: "start", host: "docker01", container: `registry-${output.stack}` },
    ]);
    expect(repairsOf("registry access", "answer", "200 without login")).toEqual([
      { kind: "replace", host: "docker01", name: "registry-server" },
    ]);
  });

  it("a mirror that has stopped by a start, and one that waits by its user", () => {
    const mirror = { endpoint: "192.168.1.11:5002", upstream: "https://hub.test" };
    const registry = { endpoint: "192.168.1.11:5000", host: "docker01", mirror };
    const plan = (observed: string) =>
      planRepairs([item("registry mirror", "answer", observed)], { ...output, registry }, false);
    const container = `registry-${output.stack}-mirror`;
    expect(plan("none")).toEqual({ repairs: [{ kind: "start", host: "docker01", container }], left: [] });
    expect(plan("none, as it waits for https://hub.test (dial tcp: i/o timeout)")).toEqual({
      repairs: [],
      left: [
        expect.stringMatching(/^registry.mirror: answers none, as it waits for https:\/\/hub.test .*: see to the way/),
      ],
    });
    const expired = item("registry certificate", "validity", "certificate has expired");
    const { repairs: renewals } = planRepairs([expired], { ...output, registry }, false);
    expect(renewals).toContainEqual({ kind: "script", host: "docker01", name: "registry-issue" });
  });

  it("an authority that expires by its user", () => {
    const drifted = item("registry certificate", "validity", "authority expires on Nov 1 00:00:00 2036 GMT");
    expect(planRepairs([drifted], output, false)).toEqual({
      repairs: [],
      left: [
        "registry: its certificate authority expires on Nov 1 00:00:00 2036 GMT: set registry.rotation to a higher number, and run `npm run up`",
      ],
    });
  });

  it("a container that a start did not help", () => {
    expect(repairs([item("container ten1", "state", "exited")], true)).toEqual([
      { kind: "replace", host: "docker01", name: "ten1-container" },
    ]);
  });

  // Made anew while Docker does not know it, it can keep its NIC from the new one after the next reboot.
  it("never a network that is there, even if none of its containers starts", () => {
    const stopped = ["twenty1", "twenty2"].map((name) => item(`container ${name}`, "state", "exited"));
    const names = ["twenty1-container", "twenty2-container"];
    expect(repairs(stopped, true)).toEqual(names.map((name) => ({ kind: "replace", host: "docker01", name })));
  });

  it("once, and not started before it is made anew", () => {
    const drifted = [
      item("container ten1", "addresses of its links", "none"),
      item("container ten1", "networks", "none"),
      item("container ten1", "addresses on mac_net10", "none"),
    ];
    expect(repairs(drifted)).toEqual([{ kind: "replace", host: "docker01", name: "ten1-container" }]);
  });

  it("what is as planned not at all", () => {
    const sound = { ...item("link ens33.10", "state", "up"), ok: true };
    expect(planRepairs([sound], output, false)).toEqual({ repairs: [], left: [] });
  });
});

describe("what has drifted and is not ours is left, with what to do:", () => {
  it.each([
    ["a daemon", item("Docker", "state", "no answer"), /^docker01, Docker, state: no answer, planned: planned: start it there/],
    ["default routes", item("routes", "default routes", "2: a; b"), /: remove the others on the host/],
    ["an unhealthy container, which is not restarted by force", item("container ten1", "health", "unhealthy; its check ends with 1"), /^docker01, container ten1, health: unhealthy; its check ends with 1: see `npm run logs -- ten1`/],
    ["a container that has an old hosts file mounted", item("container ten1", "names", STALE), /: `npm run restart -- ten1` gives it the new one$/],
    ["a container that has an old file mounted", item("container ten1", "file /etc/app.conf", STALE), /, file \/etc\/app\.conf: .*: `npm run restart -- ten1` gives it the new one$/],
    ["the address of a NIC", item("link ens33", "address", "none"), /: the host's own NIC: correct its configuration there$/],
  ])("%s", (_, drifted, text) => {
    const { repairs: made, left } = planRepairs([drifted], output, false);
    expect(made).toEqual([]);
    expect(left).toEqual([expect.stringMatching(text)]);
  }); // prettier-ignore
});

it("the releases that a state of an earlier version lacks are made with what is repaired", () => {
  const urn = (name: string): string => `urn:pulumi:dev::macvlan-fabric::a$command:remote:Command::fabric-${name}`;
  const state = ["docker01-prepare", "docker02-prepare", "docker02-release", "web-container"];
  expect(missingReleases(state.map((name) => ({ urn: urn(name) })))).toEqual([urn("docker01-release")]);
});

it("a repair is announced by the container's name, or that of the resource", () => {
  const host = "docker01";
  const all: Repair[] = [
    { kind: "start", host, container: "web" },
    { kind: "replace", host, name: "db-container" },
    { kind: "replace", host, name: "mac_net10-docker01" },
    { kind: "script", host, name: "vlan10-docker01-link" },
  ];
  expect(all.map(nameOf)).toEqual(["web on docker01", "db on docker01", "mac_net10-docker01", "vlan10-docker01-link"]);
});
