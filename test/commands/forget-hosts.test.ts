import { describe, expect, it } from "vitest";
import { findGoneHosts, withoutHost } from "../../commands/forget-hosts";
import { findStateFaults } from "../../commands/state-faults";
import { TOKENS } from "../../components/tokens";

const on = (host: string, urn: string, more: object = {}): { urn: string; type: string } => ({
  ...{ urn, type: "command:remote:Command", replacementTrigger: host, dependencies: [] },
  ...more,
});

/** The component of a host, and the provider that says where it is. */
function hostParts(name: string, place: string): { urn: string; type: string }[] {
  const provider = { id: "1", parent: `urn:${name}`, inputs: { host: `ssh://root@${place}` } };
  return [
    { urn: `urn:${name}`, type: TOKENS.dockerHost, ...{ inputs: { host: name } } },
    { urn: `urn:${name}-docker`, type: "pulumi:providers:docker", ...provider },
  ];
}

describe("hosts that are gone", () => {
  const state = (...resources: { urn: string; type: string }[]): { deployment: { resources: typeof resources } } => ({
    deployment: { resources },
  });
  const a = hostParts("a", "192.0.2.1:22");
  const b = hostParts("b", "[fd00::2]:2222");

  it.each([
    ["none: both are planned", { a: {}, b: {} }, []],
    ["one that is no longer planned", { a: {} }, ["b fd00::2 2222"]],
    ["none: it has another name", { a: {}, c: { vm: { ssh: { host: "fd00::2", port: 2222 } } } }, []],
    ["one: another machine has the address of another port", { a: {}, c: { vm: { ssh: { host: "fd00::2" } } } }, ["b fd00::2 2222"]],
    ["none: it has another name, at its LAN address", { c: { address: "192.0.2.1" }, b: {} }, []],
  ])("%s", (_, planned, gone) => {
    const found = findGoneHosts(state(...a, on("a", "urn:a1"), ...b, on("b", "urn:b1")), planned);
    expect(found.map(({ name, host, port }) => `${name} ${host} ${String(port)}`)).toEqual(gone);
  }); // prettier-ignore

  it("come with the key that opens them, for the command that cleans them", () => {
    const [component, provider] = b;
    const sshOpts = '["-i","/keys/b","-o","BatchMode=yes"]';
    const keyed = { ...provider, inputs: { host: "ssh://root@192.0.2.2:22", sshOpts } } as (typeof a)[number];
    const [found] = findGoneHosts(state(...(component === undefined ? [] : [component]), keyed, on("b", "urn:b1")), {});
    expect(found?.privateKeyFile).toBe("/keys/b");
  });

  it("are not those whose machine goes with the stack", () => {
    expect(findGoneHosts(state(...b, on("own b", "urn:b1")), {})).toEqual([]);
  });
});

describe("a state without a host", () => {
  const trust = { dependencies: ["urn:certificate", "urn:a1"], propertyDependencies: { stdin: ["urn:certificate"] } };
  const resources = [
    { urn: "urn:stack", type: "pulumi:pulumi:Stack" },
    on("a", "urn:a1"),
    on("b", "urn:certificate"),
    on("b", "urn:b1", { dependencies: ["urn:certificate"] }),
    on("a", "urn:trust", trust),
  ];

  it("has nothing of it, and no reference to it", () => {
    const { kept, forgotten } = withoutHost(resources, "b");
    expect(forgotten.map(({ urn }) => urn)).toEqual(["urn:certificate", "urn:b1"]);
    expect(kept.map(({ urn }) => urn)).toEqual(["urn:stack", "urn:a1", "urn:trust"]);
    expect(kept[2]).toMatchObject({ dependencies: ["urn:a1"], propertyDependencies: { stdin: [] } });
    expect(findStateFaults(kept)).toEqual([]);
  });
});
