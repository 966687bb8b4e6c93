import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  releaseOnHostScript,
  releaseScript,
  type OwnedAddress,
  type OwnedNetwork,
  type OwnershipPlan,
} from "../../host/handover";
import { FolderHost } from "./fake-host-tools";

/** Containers and networks of the host, and what Docker prints about them. */
interface Docker {
  readonly endpoints?: readonly string[];
  readonly networks?: Readonly<Record<string, string>>;
  /** Containers of somebody else, by network. */
  readonly strangers?: Readonly<Record<string, string>>;
}

let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({ ens33: "2: ens33: <UP> mtu 1500" });
  host.write("state/claims/host/dev", "docker01");
});
afterEach(() => {
  host.close();
});

function simulate({ endpoints = [], networks = {}, strangers = {} }: Docker): void {
  const names = Object.keys(networks);
  host.write(
    "docker.sh",
    `case $* in
"version "*) echo 28.5.2 ;;
"ps --all --quiet --filter label=fabric=dev") ${endpoints.length === 0 ? ":" : "echo all"} ;;
"inspect --format "*) printf '%s\\n' ${endpoints.map((line) => `'${line}'`).join(" ")} '' ;;
"network ls "*) echo ${names.length === 0 ? "" : "all"} ;;
"network inspect --format {{.Name}}|"*) printf '%s\\n' ${Object.values(networks)
      .map((line) => `'${line} '`)
      .join(" ")} ;;
${names.map((name) => `"network inspect "*" ${name}") echo ${strangers[name] ?? ""} ;;`).join("\n")}
"ps --quiet "*) ;;
"ps --all --quiet --filter network="*) echo "child-of-\${5#network=}" ;;
*) echo "$*" >>"$root/bin/calls" ;;
esac
`,
  );
}

/** What the script changes on docker01, and what it says. */
function release(plan: Partial<OwnershipPlan>): { calls: string[]; says: string[] } {
  const script = releaseScript("dev", "fabric=dev", { addresses: [], networks: [], ...plan });
  return apply(`name=docker01 address=192.168.1.11\n${script}`);
}

/** The same with what the plan has on this host alone. */
function releaseOnHost(plan: Partial<OwnershipPlan>, name = "docker01"): { calls: string[]; says: string[] } {
  const place = { name, address: "192.168.1.11" };
  return apply(releaseOnHostScript("dev", "fabric=dev", place, { addresses: [], networks: [], ...plan }));
}

function apply(script: string): { calls: string[]; says: string[] } {
  const { status, says } = host.run(script, "apply");
  expect(status, says).toBe(0);
  return { calls: host.calls(), says: says.trim().split("\n") };
}

const owned = (address: string, owner: string, on = "docker01", local = false): OwnedAddress => ({
  ...{ address, owner, host: on },
  ...(local ? { local } : {}),
});

const network = (name: string, parent: string, ...subnets: string[]): OwnedNetwork => ({
  ...{ host: "docker01", network: name, driver: "macvlan", parent, subnets },
});

const DISCONNECT = "network disconnect --force";

describe("an address of a container", () => {
  const endpoints = ["/web ten 10.0.0.5 fd00::5 10.0.0.5 fd00::5", "/db ten 10.0.0.6  10.0.0.6 invalid IP"];

  it.each<[string, OwnedAddress[], string[]]>([
    ["stays with its owner", [owned("10.0.0.5", "web"), owned("10.0.0.6", "db")], []],
    ["stays with a container that goes, if nobody else gets it", [owned("10.0.0.6", "db")], []],
    ["is freed for a container beside it", [owned("10.0.0.5", "new"), owned("10.0.0.6", "db")], ["web"]],
    ["is freed for one of another host", [owned("10.0.0.5", "web", "docker02")], ["web"]],
    ["is freed on both sides of a swap", [owned("10.0.0.5", "db"), owned("10.0.0.6", "web")], ["web", "db"]],
    ["is freed in either family", [owned("fd00::5", "new"), owned("10.0.0.5", "web")], ["web"]],
    ["is not freed for a longer one", [owned("10.0.0.55", "new")], []],
    ["on a bridge is not freed for another host's", [owned("10.0.0.5", "new", "docker02", true)], []],
    ["on a bridge is freed for one of this host", [owned("10.0.0.5", "new", "docker01", true)], ["web"]],
  ])("%s", (_, addresses, freed) => {
    simulate({ endpoints });
    const { calls } = release({ addresses });
    expect(calls).toEqual(freed.map((name) => `${DISCONNECT} ten ${name}`));
  });

  it("is freed with a line that says so", () => {
    simulate({ endpoints });
    expect(release({ addresses: [owned("10.0.0.5", "new")] }).says).toEqual(["docker01: web gives up 10.0.0.5"]);
  });
});

describe("an address of a link of ours", () => {
  beforeEach(() => {
    simulate({});
    for (const link of ["mv-ens33", "foreign"]) {
      host.write(`sys/class/net/${link}/says`, `7: ${link}@ens33: <UP>\n`);
      host.write(`sys/class/net/${link}/address`, `7: ${link} inet 10.0.0.9/32 scope global ${link}\n`);
    }
    host.write("state/claims/shim-mv-ens33/dev", "fabric-flat-docker01");
  });

  it("is freed for a container", () => {
    const { calls } = release({ addresses: [owned("10.0.0.9", "web")] });
    expect(calls).toEqual(["ip address delete 10.0.0.9/32 dev mv-ens33"]);
  });

  it("stays with the link", () => {
    expect(release({ addresses: [owned("10.0.0.9", "mv-ens33")] }).calls).toEqual([]);
  });
});

describe("a gateway of a router of ours", () => {
  beforeEach(() => {
    simulate({});
    host.write("netns/dev.main/ens33.10/address", "5: ens33.10 inet 10.0.0.1/24 scope global ens33.10\n");
    host.write("netns/dev.main/ens33.20/address", "5: ens33.20 inet 10.0.1.1/24 scope global ens33.20\n");
    host.write("state/claims/router-dev.main/dev", "fabric-main");
  });

  it("goes with its link, whose MAC another host gets, and the rest of the router stays", () => {
    const { calls, says } = release({
      addresses: [owned("10.0.0.1", "dev.main", "docker02"), owned("10.0.1.1", "dev.main")],
    });
    expect(calls).toEqual(["ip -n dev.main link delete dev ens33.10"]);
    expect(says).toEqual(["docker01: router dev.main gives up 10.0.0.1"]);
  });

  it("goes with the link of a segment that the router leaves, whose carrier may get an ipvlan network", () => {
    const { calls } = release({ addresses: [owned("10.0.0.1", "dev.main")] });
    expect(calls).toEqual(["ip -n dev.main link delete dev ens33.20"]);
  });

  it("stays with the router otherwise", () => {
    const addresses = [owned("10.0.0.1", "dev.main"), owned("10.0.1.1", "dev.main")];
    expect(release({ addresses }).calls).toEqual([]);
  });
});

describe("a network", () => {
  const networks = {
    ten: "ten|macvlan|ens33.10|10.0.0.0/24 fd00::/64",
    twenty: "twenty|macvlan|ens33.20|10.0.20.0/24",
  };
  const ten = network("ten", "ens33.10", "fd00::/64", "10.0.0.0/24");
  const twenty = network("twenty", "ens33.20", "10.0.20.0/24");
  const removed = (name: string): string[] => [`rm --force child-of-${name}`, `network rm ${name}`];

  it.each<[string, OwnedNetwork[], string[]]>([
    ["stays as it is, in whatever order its subnets are", [ten, twenty], []],
    ["that goes is left to the update", [ten], []],
    ["makes room for one with its parent", [ten, network("iot", "ens33.20", "10.0.20.0/24")], ["twenty"]],
    ["makes room for one with its name", [ten, network("twenty", "ens33.30", "10.0.20.0/24")], ["twenty"]],
    ["makes room for one with a subnet inside its own", [ten, network("new", "ens33", "10.0.20.0/25")], ["twenty"]],
    [
      "makes room on both sides of a swap",
      [network("ten", "ens33.20", "10.0.20.0/24"), network("twenty", "ens33.10", "10.0.0.0/24", "fd00::/64")],
      ["ten", "twenty"],
    ],
  ])("%s", (_, planned, gone) => {
    simulate({ networks });
    expect(release({ networks: planned }).calls).toEqual(gone.flatMap(removed));
  });

  it("of another host is no reason", () => {
    simulate({ networks });
    const other = { ...network("iot", "ens33.20", "10.0.20.0/24"), host: "docker02" };
    expect(release({ networks: [ten, other] }).calls).toEqual([]);
  });

  it("goes from a host that has got another name", () => {
    simulate({ networks });
    host.write("state/claims/host/dev", "former");
    const same = [ten, twenty].map((each) => ({ ...each, host: "docker01" }));
    expect(release({ networks: same }).calls).toEqual(["ten", "twenty"].flatMap(removed));
  });

  it("stays on a host whose name a version did not note that had none", () => {
    simulate({ networks });
    host.write("state/claims/host/dev", "");
    expect(release({ networks: [ten, twenty] }).calls).toEqual([]);
  });

  it("with a container of somebody else is left to the update, which says so", () => {
    simulate({ networks, strangers: { twenty: "portainer" } });
    expect(release({ networks: [ten, network("iot", "ens33.20", "10.0.20.0/24")] }).calls).toEqual([]);
  });
});

describe("a host on its own", () => {
  const endpoints = ["/web ten 10.0.0.5  10.0.0.5 ", "/db ten 10.0.0.6  10.0.0.6 "];

  it("frees what moves within it, and leaves to the update what moves to others", () => {
    simulate({ endpoints });
    const swapped = [owned("10.0.0.5", "db"), owned("10.0.0.6", "web")];
    expect(releaseOnHost({ addresses: swapped }).calls).toEqual([`${DISCONNECT} ten web`, `${DISCONNECT} ten db`]);
    const moved = [owned("10.0.0.5", "web", "docker02"), owned("10.0.0.6", "db")];
    expect(releaseOnHost({ addresses: moved }).calls).toEqual([]);
  });

  it("changes its script only with its own part of the plan", () => {
    const scripts = ["docker02", "docker03"].map((other) =>
      releaseOnHostScript(
        "dev",
        "fabric=dev",
        { name: "docker01", address: "192.168.1.11" },
        {
          addresses: [owned("10.0.0.5", "web"), owned("10.0.0.6", "db", other)],
          networks: [network("ten", "ens33.10", "10.0.0.0/24"), { ...network("ten", "ens33.10"), host: other }],
        },
      ),
    );
    expect(scripts[0]).toBe(scripts[1]);
    expect(scripts[0]).toContain("10.0.0.5 web@docker01");
  });

  it("under another name frees all that it has under the former", () => {
    simulate({ endpoints, networks: { ten: "ten|macvlan|ens33.10|10.0.0.0/24" } });
    host.write("state/claims/host/dev", "docker01");
    const plan = {
      addresses: [owned("10.0.0.5", "web", "edge"), owned("10.0.0.6", "db", "edge")],
      networks: [{ ...network("ten", "ens33.10", "10.0.0.0/24"), host: "edge" }],
    };
    expect(releaseOnHost(plan, "edge").calls).toEqual([
      ...[`${DISCONNECT} ten web`, `${DISCONNECT} ten db`],
      ...["rm --force child-of-ten", "network rm ten"],
    ]);
  });

  it("has got rid of what it had under a former name once it has freed it", () => {
    simulate({ endpoints: [], networks: { ten: "ten|macvlan|ens33.10|10.0.0.0/24" } });
    host.write("state/claims/name/dev", "former");
    const plan = { networks: [network("ten", "ens33.10", "10.0.0.0/24")] };
    expect(releaseOnHost(plan).calls).toEqual(["rm --force child-of-ten", "network rm ten"]);
    expect(releaseOnHost(plan).calls).toEqual([]);
  });

  it("notes its name itself, and not when all hosts are asked, after which its things may not be made", () => {
    simulate({});
    release({});
    expect(host.files()["state/claims/name/dev"]).toBeUndefined();
    releaseOnHost({});
    expect(host.files()["state/claims/name/dev"]).toBe("docker01");
  });

  it("that was never prepared needs no Docker", () => {
    host.remove("state/claims/host/dev");
    host.write("docker.sh", "exit 1\n");
    expect(releaseOnHost({ addresses: [owned("10.0.0.5", "web")] }).calls).toEqual([]);
  });

  it.each([
    ["goes on where a container is deleted meanwhile", "", 0],
    ["fails where Docker does not let go of an address", "abc", 1],
  ])("%s", (_, still, expected) => {
    simulate({ endpoints });
    host.write(
      "docker.sh",
      `case $* in
"version "*) echo 28.5.2 ;;
"ps --all --quiet --filter label=fabric=dev") echo all ;;
"inspect --format "*) echo '${endpoints[0] ?? ""}' ;;
"network ls "*) ;;
"ps --all --quiet --filter name="*) echo ${still} ;;
*) echo "no such container" >&2; exit 1 ;;
esac
`,
    );
    host.skipWaits();
    const script = releaseScript("dev", "fabric=dev", { addresses: [owned("10.0.0.5", "db")], networks: [] });
    const { status, says } = host.run(`name=docker01 address=192.168.1.11\n${script}`, "apply");
    expect(status, says).toBe(expected);
  });
});
