import { createHash } from "node:crypto";
import { hostsFiles } from "../../harness/names/hosts-files";
import { hostsFilePath } from "../../host/names";
import type { FabricOutput, RouterOutput } from "../../harness/contract";
import { ownersOf } from "../../harness/owners";
import { parseProbeOutput } from "../../harness/parse-probe-output";
import { addressKey, type Cell } from "../../harness/probes";
import { chooseProof } from "../../harness/reachability/choose-proof";
import type { Connect } from "../../harness/ssh";
import { routerRules } from "../../host/router-rules";
import { linkMac, testMac } from "./fixture";

/** What a probe prints, without its id. */
export const SILENT = "silence\tno answer\t";
export const BROKEN = "failure\tOperation not permitted";
/** Instead of an answer: the probe's line is missing. */
export const NO_RESULT = "";

export function answerFrom(...macs: readonly string[]): string {
  return `answer\t3.140\t${macs.join(",")}`;
}

/** What a probe prints in some round, or undefined for what was planned. */
export type Answer = (id: string, round: number) => string | undefined;

export interface FakeHosts {
  readonly connect: Connect;
  /** Scripts that each host was fed, in order. */
  readonly scripts: Map<string, string[]>;
  readonly logins: string[];
}

/**
 * Hosts that behave as planned, except where `answer` says otherwise or `edit` changes the whole text.
 * @param cells what the verification tries. Default: what it tries by default.
 */
export function fakeHosts(
  output: FabricOutput,
  answer: Answer = () => undefined,
  edit: (text: string, host: string) => string = (text) => text,
  cells: readonly Cell[] = chooseProof(output),
): FakeHosts {
  const scripts = new Map<string, string[]>();
  const logins: string[] = [];
  return {
    scripts,
    logins,
    connect: (host) => {
      logins.push(host);
      return Promise.resolve({
        close: () => undefined,
        run: (script) => {
          const seen = [...(scripts.get(host) ?? []), script];
          scripts.set(host, seen);
          const probes = probeIds(script).flatMap((id) => {
            const [kind, ...fields] = (answer(id, seen.length) ?? planned(id, output, cells)).split("\t");
            return kind === NO_RESULT ? [] : [[`@${kind ?? ""}`, id, ...fields].join("\t")];
          });
          const all = stateOf(host, output);
          // A further round looks at the containers alone.
          const state = script.includes("\nwith_state=yes\n")
            ? all
            : all.filter((line) => line.startsWith("@container"));
          const text = ["Welcome!", "@begin", ...probes, "@docker\t0", ...state, "@end", ""].join("\n");
          return Promise.resolve({ status: 0, stdout: edit(text, host), stderr: "" });
        },
      });
    },
  };
}

/** The probes that a script sends. */
export function probeIds(script: string): string[] {
  return [...script.matchAll(/(?<=^|')probe\t([\d.]+)\t/gm)].map((match) => match[1] ?? "");
}

function planned(id: string, output: FabricOutput, cells: readonly Cell[]): string {
  const cell = cells[Number(id.split(".")[0])];
  if (cell === undefined) throw new Error(`no cell ${id}`);
  if (cell.expect === "blocked") return SILENT;
  const hosts = Object.keys(output.hosts);
  const seen = new Map(hosts.map((host) => [host, parseProbeOutput(stateOf(host, output).join("\n"))]));
  return answerFrom(
    ...ownersOf(cell, output, seen)
      .flatMap(({ macs }) => macs)
      .slice(0, 1),
  );
}

/** What a host prints that is exactly as planned. */
export function stateOf(host: string, output: FabricOutput): string[] {
  const segments = Object.values(output.segments).filter((segment) => host in segment.hosts);
  const containers = Object.entries(output.containers).filter(([, container]) => container.host === host);
  const bridges = Object.keys(output.bridges).filter((name) =>
    containers.some(([, container]) => Object.hasOwn(container.bridges ?? {}, name)),
  );
  return [
    `@engine\t${output.hosts[host]?.docker ?? ""}`,
    `@links\t${JSON.stringify(linksOf(host, output))}`,
    "@default\tdefault via 192.168.1.1 dev ens33",
    ...segments.map(({ network, driver, mode, subnets, hosts }) => {
      const { parent = "", ipRanges = {} } = hosts[host] ?? {};
      const pools = subnets.map(({ subnet, gateway }) => ({
        Subnet: subnet,
        Gateway: gateway,
        IPRange: ipRanges[subnet],
      }));
      const internal = subnets.every(({ gateway }) => gateway === undefined);
      return networkLine(network, driver, internal, { parent, [`${driver}_mode`]: mode }, pools);
    }),
    ...bridges.map((name) => {
      const { network = "", subnet, gateway } = output.bridges[name] ?? {};
      return networkLine(network, "bridge", false, {}, [{ Subnet: subnet, Gateway: gateway }]);
    }),
    ...segments.flatMap(({ vlan, hosts }) => {
      const { parent = "", shim } = hosts[host] ?? {};
      return [
        ...(vlan === undefined ? [] : [`@kept\t${parent}\tpresent`]),
        ...(shim === undefined ? [] : [`@kept\t${shim.link}\tpresent`]),
      ];
    }),
    ...containers.flatMap(([name]) => containerLines(name, output)),
    ...Object.values(output.routers ?? {}).flatMap((router) => (router.host === host ? routerLines(router) : [])),
  ];
}

function routerLines({ namespace, segments, allow, nat, routes = {} }: RouterOutput): string[] {
  const own = [...Object.values(segments), ...(nat === undefined ? [] : [{ ...nat, addresses: [nat.address] }])];
  const links = own.map(({ link, mac, addresses }) => ({
    ...{ ifname: link, link_index: 7, flags: ["UP", "LOWER_UP"], mtu: 1500, address: mac },
    ...{ linkinfo: { info_kind: "macvlan", info_data: { mode: "bridge" } } },
    addr_info: addresses.map((text) => ({
      ...{ family: text.includes(":") ? "inet6" : "inet", local: text.split("/")[0], scope: "global" },
      prefixlen: Number(text.split("/")[1]),
    })),
  }));
  const linkOf = (segment: string): string => segments[segment]?.link ?? "";
  const rules = {
    links: Object.values(segments),
    allow: Object.entries(allow).flatMap(([from, all]) => all.map((to) => ({ from: linkOf(from), to: linkOf(to) }))),
    nat: nat && { link: nat.link, address: nat.address, from: nat.segments.map(linkOf) },
  };
  const hops = [...Object.entries(routes), ...(nat?.gateway === undefined ? [] : [["default", nat.gateway] as const])];
  return [
    ["@router", namespace, "present", JSON.stringify([{ ifname: "lo", flags: ["UP", "LOWER_UP"] }, ...links])].join(
      "\t",
    ),
    ...[
      ["setting", "ipv4/ip_forward=1"],
      ["setting", "ipv6/conf/all/forwarding=1"],
      ...([4, 6] as const).flatMap((family) => routerRules(family, rules).map((rule) => [`rule${family}`, rule])),
      ...hops.map(([subnet, via]) => ["route", `${subnet} ${via}`]),
    ].map((fields) => ["@router-line", namespace, ...fields].join("\t")),
  ];
}

function networkLine(name: string, driver: string, internal: boolean, options: object, pools: object): string {
  return ["@network", name, driver, internal, JSON.stringify(options), JSON.stringify(pools)].join("\t");
}

function containerLines(name: string, output: FabricOutput): string[] {
  const { image = "", attach = {}, bridges = {}, files = [] } = output.containers[name] ?? {};
  const ends = [
    ...Object.entries(attach).map(([segment, { addresses }]) => ({
      network: output.segments[segment]?.network ?? "",
      addresses,
      mac: testMac(output, name, segment),
    })),
    ...Object.entries(bridges).map(([bridge, address]) => ({
      network: output.bridges[bridge]?.network ?? "",
      addresses: [address],
      mac: "02:00:00:00:ff:01",
    })),
  ];
  const networks = ends.map(({ network, addresses }) => [
    network,
    {
      IPAddress: addresses.find((address) => !address.includes(":")) ?? "",
      GlobalIPv6Address: addresses.find((address) => address.includes(":")) ?? "",
    },
  ]);
  // One of them has a health check.
  const health = name === Object.keys(output.containers)[0] ? "healthy" : "";
  const file = hostsFilePath(output.stack, name);
  const digest = createHash("sha256")
    .update(`${hostsFiles(output).get(name)?.join("\n") ?? ""}\n`)
    .digest("hex");
  return [
    [
      "@container",
      `/${name}`,
      "running",
      "4242",
      image,
      JSON.stringify(Object.fromEntries(networks)),
      file,
      health,
      "0",
      '""',
    ].join("\t"),
    ["@names", name, file, digest, digest].join("\t"),
    ...files.map((path) => ["@file", name, path, "0644 0:0 c0ffee", "644 0:0 c0ffee", "c0ffee"].join("\t")),
    ...ends.map(({ addresses, mac }, at) =>
      ["@own", name, `eth${at}`, mac, addresses.map(addressKey).join(",")].join("\t"),
    ),
  ];
}

/** What `ip -d -j address` prints. */
function linksOf(host: string, output: FabricOutput): object[] {
  const { nic: lan = "", address = "" } = output.hosts[host] ?? {};
  const members = Object.values(output.segments).flatMap((segment) => {
    const member = segment.hosts[host];
    return member === undefined ? [] : [{ ...segment, member }];
  });
  const nics = [...new Set([lan, ...members.map(({ member }) => member.nic)])];
  const flags = ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"];
  const linkLocal = { family: "inet6", local: "fe80::1", prefixlen: 64, scope: "link" };
  return [
    ...nics.map((nic) => ({
      ...{ ifname: nic, flags: [...flags, "PROMISC"], mtu: 1500, address: linkMac(output, host, nic) },
      addr_info: [...(nic === lan ? [addressInfo(`${address}/24`)] : []), linkLocal],
    })),
    ...members.flatMap(({ vlan, mtu = 1500, driver, member }) => {
      const { parent, nic, addresses = [], shim } = member;
      const mac = linkMac(output, host, nic);
      const own = { ifname: parent, link: nic, flags, mtu, address: mac };
      const vlanInfo = { info_kind: "vlan", info_data: { protocol: "802.1Q", id: vlan } };
      return [
        ...(vlan === undefined
          ? []
          : [{ ...own, linkinfo: vlanInfo, addr_info: [...addresses.map(addressInfo), linkLocal] }]),
        ...(shim === undefined
          ? []
          : [
              {
                ...{ ifname: shim.link, link: parent, flags, mtu, address: shim.mac ?? mac },
                linkinfo: { info_kind: driver, info_data: { mode: "bridge" } },
                addr_info: shim.addresses.map((one) => addressInfo(`${one}/${one.includes(":") ? 128 : 32}`)),
              },
            ]),
      ];
    }),
  ];
}

function addressInfo(text: string): object {
  const [local = "", prefix = ""] = text.split("/");
  return { family: local.includes(":") ? "inet6" : "inet", local, prefixlen: Number(prefix), scope: "global" };
}

/** Index of the cell between two names, by method and address if there are several. */
export function cellIndex(
  cells: readonly (Pick<Cell, "from" | "to"> & object)[],
  from: string,
  to: string,
  more: Partial<Cell> = {},
): number {
  return cells.findIndex(
    (cell) =>
      cell.from.name === from &&
      cell.to.name === to &&
      Object.entries(more).every(([key, value]) => (cell as Partial<Cell>)[key as keyof Cell] === value),
  );
}
