import { describe, expect, it } from "vitest";
import { blastRadius, type BlastRadius } from "../../commands/blast-radius/blast-radius";
import { readSteps, type Step } from "../../commands/blast-radius/events";
import { blastRadiusText } from "../../commands/blast-radius/format";
import { containerFilesScript } from "../../host/container-scripts";
import { TOKENS } from "../../components/tokens";

const urn = (type: string, name: string): string => `urn:pulumi:dev::macvlan-fabric::${type}::fabric-${name}`;

function step(type: string, name: string, op: string, more: Partial<Step> = {}): Step {
  return { op, urn: urn(type, name), type, old: null, new: null, ...more };
}

const hosts = ["docker01", "docker02"].map((host) =>
  step(TOKENS.dockerHost, host, "same", { old: { inputs: { host } }, new: { inputs: { host } } }),
);

interface Ends {
  readonly host: string;
  readonly address: string | string[];
}

/** The steps of a container: that of its component, and its own. */
function container(name: string, ops: readonly string[], before?: Ends, after?: Ends, diffs: string[] = []): Step[] {
  const inputs = (ends?: Ends): Step["old"] =>
    ends === undefined
      ? null
      : { inputs: { container: name, host: ends.host, attach: [{ network: "n", address: ends.address }] } };
  const provider = `${urn("pulumi:providers:docker", `${(after ?? before)?.host ?? ""}-docker`)}::id`;
  return [
    step(TOKENS.fabricContainer, name, "update", { old: inputs(before), new: inputs(after) }),
    ...ops.map((op) => step("docker:index/container:Container", `${name}-container`, op, { diffs, provider })),
  ];
}

const at = (address: string | string[], host = "docker01"): Ends => ({ host, address });
const REPLACED = ["delete-replaced", "replace", "create-replacement"];

interface Place {
  readonly router: string;
  readonly host: string;
  readonly addresses: string[];
}

const on = (host: string, ...more: string[]): Place => ({
  router: "main",
  host,
  addresses: ["172.16.10.1/24", ...more],
});

describe("blastRadius", () => {
  it.each<[string, Step[], Partial<BlastRadius["containers"][number]>, string[]]>([
    ["a new container", container("web", ["create"], undefined, at("10.0.0.5")), { fate: "created", why: "is new", after: { host: "docker01", addresses: ["10.0.0.5"] } }, ["docker01"]],
    ["one that goes", container("web", ["delete"], at("10.0.0.5")), { fate: "removed", why: "is no longer planned", before: { host: "docker01", addresses: ["10.0.0.5"] } }, ["docker01"]],
    ["another address", container("web", REPLACED, at("10.0.0.5"), at(["10.0.0.6", "fd00::6"]), ["networksAdvanced"]), { fate: "replaced", why: "gets other addresses", after: { host: "docker01", addresses: ["10.0.0.6", "fd00::6"] } }, ["docker01"]],
    ["another host", container("web", REPLACED, at("10.0.0.5"), at("10.0.0.5", "docker02")), { fate: "replaced", why: "moves to docker02" }, ["docker02"]],
    ["a network that is replaced", container("web", REPLACED, at("10.0.0.5"), at("10.0.0.5"), ["networksAdvanced"]), { fate: "replaced", why: "a network of it is replaced" }, ["docker01"]],
    ["another image", container("web", REPLACED, at("10.0.0.5"), at("10.0.0.5"), ["image"]), { fate: "replaced", why: "changed: image" }, ["docker01"]],
    ["a start that failed before", container("web", REPLACED, at("10.0.0.5"), at("10.0.0.5"), ["#initerror", "networkDatas"]), { fate: "replaced", why: "it was made, but did not start" }, ["docker01"]],
    ["an option that needs no restart", container("web", ["update"], at("10.0.0.5"), at("10.0.0.5"), ["memory"]), { fate: "updated", why: "changed: memory" }, ["docker01"]],
  ])("tells what happens to a container and where: %s", (_, steps, expected, touched) => {
    const { containers, hosts: on } = blastRadius([...hosts, ...steps]);
    expect(containers).toEqual([expect.objectContaining({ container: "web", ...expected })]);
    expect(on).toEqual(touched);
  }); // prettier-ignore

  it("tells which options changed where the engine does not, because they replace the container by its trigger", () => {
    const before = { command: ["a"], healthcheck: { tests: ["NONE"] }, user: "1" };
    const after = { command: ["a"], healthcheck: { tests: ["CMD", "a"] }, init: true, mounts: [] };
    const own = container("web", REPLACED, at("10.0.0.5"), at("10.0.0.5")).map((each) =>
      each.op === "replace" ? { ...each, old: { inputs: before }, new: { inputs: after } } : each,
    );
    expect(blastRadius([...hosts, ...own]).containers[0]?.why).toBe("changed: healthcheck, init, user");
  });

  it("leaves out what stays, and names the hosts of links and scripts", () => {
    const steps = [
      ...container("web", ["same"], at("10.0.0.5"), at("10.0.0.5")),
      step("command:remote:Command", "vlan10-docker02-link", "update"),
    ];
    expect(blastRadius([...hosts, ...steps])).toEqual({
      containers: [],
      routers: [],
      hosts: ["docker02"],
      renamed: [],
    });
  });

  it("does not count a host as touched on which only names are written anew", () => {
    const steps = [
      ...container("web", REPLACED, at("10.0.0.5"), at("10.0.0.6"), ["networksAdvanced"]),
      ...["docker01", "docker02"].map((host) => step("command:remote:Command", `${host}-names`, "update")),
    ];
    const radius = blastRadius([...hosts, ...steps]);
    expect(radius).toMatchObject({ hosts: ["docker01"], renamed: ["docker02"] });
    expect(
      blastRadiusText(radius, (text) => text)
        .split("\n")
        .at(-1),
    ).toBe(
      "Hosts touched: docker01. On docker02, only the names that containers resolve change. All other containers keep running.",
    );
  });

  it.each<[string, string, string, Partial<BlastRadius["containers"][number]>[]]>([
    ["is read at the start", "restart", "new", [{ fate: "restarted", why: "its files change" }]],
    ["its program looks for itself", "nothing", "new", [{ fate: "updated", why: "its files change" }]],
    ["is as it was", "restart", "old", [{ fate: "updated" }]],
  ])("tells what a file of a container does that %s", (_, onChange, content, expected) => {
    const stdin = (text: string): Step["old"] => {
      const files = [
        { target: "/etc/app.conf", content: text, mode: "0640", owner: "0:0", onChange: onChange as "restart" },
        { target: "/etc/other's", content: "x", mode: "0644", owner: "0:0", onChange: "restart" as const },
      ];
      return { inputs: { stdin: containerFilesScript("dev", { container: "web", label: "a=b", files }) } };
    };
    const steps = [
      ...container("web", ["same"], at("10.0.0.5"), at("10.0.0.5")),
      step("command:remote:Command", "web-files", "update", { old: stdin("old"), new: stdin(content) }),
    ];
    const { containers, hosts: on } = blastRadius([...hosts, ...steps]);
    expect(containers).toMatchObject(expected);
    expect(on).toEqual(["docker01"]);
  });

  it("takes a file with a secret for one that is read at the start", () => {
    const steps = [
      ...container("web", ["same"], at("10.0.0.5"), at("10.0.0.5")),
      step("command:remote:Command", "web-files", "update", {
        old: { inputs: { stdin: "[secret]" } },
        new: { inputs: { stdin: "[secret]" } },
      }),
    ];
    expect(blastRadius([...hosts, ...steps]).containers).toMatchObject([{ container: "web", fate: "restarted" }]);
  });

  it.each<[string, string, Place | undefined, Place | undefined, Partial<BlastRadius["routers"][number]>, string[]?]>([
    ["a new router", "create", undefined, on("docker01"), { fate: "created", why: "is new", host: "docker01" }],
    ["one that goes", "delete", on("docker01"), undefined, { fate: "removed", why: "is no longer planned" }],
    ["other rules", "update", on("docker01"), on("docker01"), { fate: "updated", why: "its rules, routes or links change" }],
    ["another segment", "update", on("docker01"), on("docker01", "172.16.30.1/24"), { why: "gets other gateways" }],
    ["another host", "replace", on("docker01"), on("docker02"), { fate: "replaced", why: "moves to docker02", host: "docker01 -> docker02" }, ["docker01", "docker02"]],
  ])("tells what happens to a router: %s", (_, op, before, after, expected, touched = ["docker01"]) => {
    const steps = [
      step(TOKENS.router, "main", "update", { old: before && { inputs: { ...before } }, new: after && { inputs: { ...after } } }),
      step("command:remote:Command", "main-router", op),
    ];
    const { routers, hosts: names } = blastRadius([...hosts, ...steps]);
    expect(routers).toEqual([expect.objectContaining({ router: "main", ...expected })]);
    expect(names).toEqual(touched);
  }); // prettier-ignore
});

describe("readSteps", () => {
  it("reads the steps from the CLI's event log, and nothing else", () => {
    const lines = [
      { sequence: 0, timestamp: 0, preludeEvent: { config: {} } },
      {
        sequence: 1,
        timestamp: 0,
        resourcePreEvent: { metadata: { ...hosts[0], detailedDiff: null }, planning: true },
      },
    ];
    expect(readSteps(`${lines.map((line) => JSON.stringify(line)).join("\n")}\n`).map(({ urn: name }) => name)).toEqual(
      [hosts[0]?.urn],
    );
  });
});

describe("blastRadiusText", () => {
  it("is a table with addresses before and after", () => {
    const steps = [
      ...container("web", REPLACED, at("10.0.0.5"), at("10.0.0.99", "docker02"), ["networksAdvanced"]),
      ...container("database", ["create"], undefined, at("10.0.0.6")),
      step(TOKENS.router, "main", "create", { new: { inputs: { ...on("docker01") } } }),
      step("command:remote:Command", "main-router", "create"),
    ];
    expect(blastRadiusText(blastRadius([...hosts, ...steps]), (text) => text)).toBe(
      [
        "What this changes",
        "  CONTAINER    WHAT                      HOST                  ADDRESSES              WHY",
        "  database     created                   docker01              10.0.0.6               is new",
        "  web          replaced, dark meanwhile  docker01 -> docker02  10.0.0.5 -> 10.0.0.99  moves to docker02",
        "  router main  created                   docker01                                     is new",
        "",
        "Hosts touched: docker01, docker02. All other containers keep running.",
      ].join("\n"),
    );
  });

  it("says so when nothing is touched", () => {
    const nothing = { containers: [], routers: [], hosts: [], renamed: [] };
    expect(blastRadiusText(nothing, (text) => text)).toBe("No host is touched: every container keeps running.");
    expect(blastRadiusText({ ...nothing, renamed: ["docker02"] }, (text) => text)).toBe(
      "On docker02, only the names that containers resolve change. No other host is touched: every container keeps running.",
    );
  });
});
