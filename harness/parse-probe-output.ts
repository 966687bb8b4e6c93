import { z } from "zod";
import { groupBy } from "./group-by";
import type {
  DockerContainer,
  DockerNetwork,
  FileSeen,
  HostLink,
  HostsFileSeen,
  OwnLink,
  ProbeOutput,
  ProbeResult,
  RouterSeen,
} from "./probe-output";

/** Reads the lines of the probe script. Other lines, such as a login banner, are ignored. */
export function parseProbeOutput(text: string): ProbeOutput {
  const lines = text.split("\n").filter((line) => line.startsWith("@"));
  const kinds = groupBy(
    lines.map((line) => line.split("\t")),
    ([kind = ""]) => kind,
  );
  const rowsOf = (kind: string): string[][] => (kinds.get(kind) ?? []).map(([, ...fields]) => fields);
  const textsOf = (kind: string): string[] => rowsOf(kind).map((fields) => fields.join("\t"));
  const hostsFiles = new Map(rowsOf("@names").map(hostsFile));
  const status = rowsOf("@docker")[0]?.[0];
  const [registry] = rowsOf("@registry").filter((fields) => fields.length === 2);
  const [mirror] = rowsOf("@mirror");
  const engine = textsOf("@engine").find((version) => version !== "");
  return {
    complete: lines.at(-1) === "@end",
    probes: new Map([
      ...rowsOf("@answer").map(answer),
      ...rowsOf("@silence").map(silence),
      ...rowsOf("@failure").map(failure),
    ]),
    proberSays: textsOf("@prober-says"),
    missing: new Set(textsOf("@missing")),
    ...(status === undefined ? {} : { dockerStatus: Number(status) }),
    dockerSays: textsOf("@docker-says").filter((line) => line.trim() !== ""),
    ...(engine === undefined ? {} : { engine }),
    containers: new Map(
      rowsOf("@container").map((row) => container(row, hostsFiles, rowsOf("@file"), rowsOf("@unhealthy"))),
    ),
    networks: new Map(rowsOf("@network").map(network)),
    own: ownLinks(rowsOf("@own")),
    links: textsOf("@links").flatMap((json) => read(LINKS, json, [])),
    defaultRoutes: textsOf("@default"),
    kept: new Map(rowsOf("@kept").map(([link = "", ...words]) => [link, words.join(" ")])),
    adopted: new Set(textsOf("@adopted")),
    certificates: textsOf("@certificate"),
    ...(registry === undefined ? {} : { registry: { anonymous: registry[0] ?? "", loggedIn: registry[1] ?? "" } }),
    ...(mirror === undefined ? {} : { mirror: { answer: mirror[0] ?? "", ended: mirror[1] ?? "" } }),
    routers: routersSeen(rowsOf("@router"), rowsOf("@router-line")),
  };
}

function answer([id = "", rtt = "", macs = ""]: string[]): [string, ProbeResult] {
  return [id, { kind: "answer", rttMs: Number(rtt), macs: split(macs), text: "" }];
}

function silence([id = "", text = "", macs = ""]: string[]): [string, ProbeResult] {
  return [id, { kind: "silence", macs: split(macs), text }];
}

function failure([id = "", ...text]: string[]): [string, ProbeResult] {
  return [id, { kind: "failure", macs: [], text: text.join(" ") }];
}

function split(list: string): string[] {
  return list === "" ? [] : list.split(",");
}

function ownLinks(rows: readonly string[][]): Map<string, OwnLink[]> {
  const groups = groupBy(rows, ([name = ""]) => name);
  return new Map(
    [...groups].map(([name, links]) => [
      name,
      links.map(([, , mac = "", addresses = ""]) => ({ mac, addresses: split(addresses) })),
    ]),
  );
}

/** Reads JSON; what is not of the expected shape counts as absent, since engines and tools differ in what they print. */
function read<T>(schema: z.ZodType<T>, json: string, otherwise: T): T {
  try {
    return schema.parse(JSON.parse(json));
  } catch {
    return otherwise;
  }
}

const NETWORKS = z.record(
  z.string(),
  z.object({ IPAddress: z.string().nullish(), GlobalIPv6Address: z.string().nullish() }),
);

function hostsFile([name = "", path = "", onHost = "", inside = ""]: string[]): [string, HostsFileSeen] {
  return [name, { path, onHost, inside }];
}

function fileSeen([path = "", planned = "", onHost = "", inside = ""]: string[]): [string, FileSeen] {
  return [path, { planned, onHost, inside }];
}

function container(
  [fullName = "", status = "", , image = "", networks = "", , health = "", exitCode = "", error = ""]: string[],
  hostsFiles: ReadonlyMap<string, HostsFileSeen>,
  files: readonly string[][],
  reasons: readonly string[][],
): [string, DockerContainer] {
  const name = fullName.replace(/^\//, "");
  const hostsFile = hostsFiles.get(name);
  const ended = whyEnded(status, exitCode, read(z.string(), error, ""));
  const ends = Object.entries(read(NETWORKS, networks, {}));
  const addresses = ends.map(([network, { IPAddress, GlobalIPv6Address }]) => {
    // An absent address is nothing, or `invalid IP`.
    const known = [IPAddress, GlobalIPv6Address].filter((address) => /[.:]/.test(address ?? ""));
    return [network, known.map((address) => address ?? "")] as const;
  });
  return [
    name,
    {
      ...{ status, image, networks: new Map(addresses) },
      ...(ended === "" ? {} : { ended }),
      ...(health === "" ? {} : { health }),
      unhealthy: reasons.flatMap(([who, ...text]) => (who === name ? [text.join(" ")] : [])),
      ...(hostsFile === undefined ? {} : { hostsFile }),
      files: new Map(files.flatMap(([who, ...file]) => (who === name ? [fileSeen(file)] : []))),
    },
  ];
}

function whyEnded(status: string, exitCode: string, error: string): string {
  if (status === "running") return "";
  const isExit = ["exited", "restarting", "dead"].includes(status) && exitCode !== "";
  return error.trim().replaceAll(/\s+/g, " ") || (isExit ? `exit code ${exitCode}` : "");
}

const OPTIONS = z.record(z.string(), z.string());
const POOLS = z.array(
  z.object({ Subnet: z.string().nullish(), Gateway: z.string().nullish(), IPRange: z.string().nullish() }),
);

function network([name = "", driver = "", internal = "", options = "", pools = ""]: string[]): [string, DockerNetwork] {
  return [
    name,
    {
      driver,
      internal: internal === "true",
      options: read(OPTIONS, options, {}),
      pools: read(POOLS, pools, []).map(({ Subnet, Gateway, IPRange }) => ({
        subnet: Subnet ?? "",
        gateway: Gateway ?? "",
        ipRange: IPRange ?? "",
      })),
    },
  ];
}

function routersSeen(rows: readonly string[][], lines: readonly string[][]): Map<string, RouterSeen> {
  return new Map(
    rows.map(([namespace = "", kept = "", ...links]) => {
      const of = (kind: string): string[] =>
        lines.filter(([name, which]) => name === namespace && which === kind).map(([, , ...text]) => text.join(" "));
      const settings = of("setting").map((text) => text.split("=") as [string, string]);
      const seen: RouterSeen = {
        links: read(LINKS, links.join("\t"), []),
        settings: new Map(settings),
        rules: { 4: of("rule4"), 6: of("rule6") },
        routes: of("route"),
        kept,
      };
      return [namespace, seen];
    }),
  );
}

const LINKS = z.array(z.unknown()).transform((links) => links.flatMap((link) => LINK.safeParse(link).data ?? []));

const LINK = z
  .object({
    ifname: z.string(),
    link: z.string().nullish(),
    flags: z.array(z.string()).default([]),
    mtu: z.number().default(0),
    address: z.string().default(""),
    linkinfo: z
      .object({
        info_kind: z.string().default(""),
        info_data: z
          .object({ id: z.number().nullish(), mode: z.string().nullish(), protocol: z.string().nullish() })
          .nullish(),
      })
      .nullish(),
    addr_info: z
      .array(
        z.object({
          family: z.string().nullish(),
          local: z.string().nullish(),
          prefixlen: z.number().nullish(),
          scope: z.string().nullish(),
          dynamic: z.boolean().nullish(),
        }),
      )
      .default([]),
  })
  .transform(({ ifname, link, flags, mtu, address, linkinfo, addr_info }): HostLink => ({
    name: ifname,
    ...(typeof link === "string" ? { parent: link } : {}),
    flags,
    mtu,
    mac: address,
    kind: linkinfo?.info_kind ?? "",
    mode: linkinfo?.info_data?.mode ?? "",
    ...(typeof linkinfo?.info_data?.id === "number" && linkinfo.info_data.protocol !== "802.1ad"
      ? { vlan: linkinfo.info_data.id }
      : {}),
    addresses: addr_info.flatMap(({ family, local, prefixlen, scope, dynamic }) => {
      if (typeof local !== "string") return [];
      const isAutomatic = family === "inet6" && (scope === "link" || dynamic === true);
      return [{ text: `${local}/${prefixlen ?? ""}`, isAutomatic }];
    }),
  }));
