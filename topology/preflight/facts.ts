import { z } from "zod";

/** What a host says about itself, as `host/preflight.sh` prints it. */
export interface HostFacts {
  readonly kernel: string;
  readonly hasSystemd: boolean;
  readonly links: readonly Link[];
  /** Links that systemd knows as devices, which units can depend on; empty where it cannot be asked. */
  readonly devices: ReadonlySet<string>;
  readonly wireless: ReadonlySet<string>;
  /** The VLANs that bridges which filter them pass to the host itself; empty where none does. */
  readonly bridgeVlans: ReadonlyMap<string, readonly BridgeVlans[]>;
  /** What keeps a VLAN's link, such as `NetworkManager (connection lan)`, where that is known. */
  readonly keepers: ReadonlyMap<string, string>;
  /** The stacks that use a VLAN's link. */
  readonly claims: ReadonlyMap<string, readonly string[]>;
  /** VLANs' links that were made by the product. */
  readonly made: ReadonlySet<string>;
  /** The host's own address of the login; absent where ssh does not tell. */
  readonly loginAddress?: string;
  /** Those that were asked about and that the kernel neither has nor can load. */
  readonly missingModules: readonly string[];
  /** Whether the modules of the running kernel are on the disk. */
  readonly hasModuleFolder: boolean;
  readonly missingTools: readonly string[];
  /** Those of the paths that were asked about. */
  readonly missingPaths: readonly string[];
  /** What sudo said when it refused; empty where it works, or is not needed. */
  readonly sudo: string;
  readonly docker: DockerFacts;
  /** The least space, where the host writes. */
  readonly disks: readonly { readonly mount: string; readonly freeMib: number }[];
  /** Seconds since 1970. */
  readonly clock: number;
}

export interface DockerFacts {
  /** Path of the client; absent when it is not installed. */
  readonly client?: string;
  /** Absent when the daemon did not answer. */
  readonly daemon?: z.infer<typeof daemonSchema>;
  /** What the client said instead. */
  readonly says: string;
  /** Of its service: active, inactive, failed, … */
  readonly service: string;
  readonly isSnap: boolean;
}

export type Link = z.infer<typeof linkSchema>;

/** One VLAN of a bridge, or all from it to another. */
export type BridgeVlans = z.infer<typeof bridgeVlansSchema>;

const bridgeVlansSchema = z.object({ vlan: z.number(), vlanEnd: z.number().optional() });

const bridgeSchema = z.object({ ifname: z.string(), vlans: z.array(bridgeVlansSchema) });

const linkSchema = z.object({
  ifname: z.string(),
  altnames: z.array(z.string()).default([]),
  flags: z.array(z.string()),
  mtu: z.number(),
  /** The bridge, bond or the like that it is a port of. */
  master: z.string().optional(),
  /** The link below it. */
  link: z.string().optional(),
  linkinfo: z
    .object({
      info_kind: z.string().optional(),
      info_data: z
        .looseObject({
          id: z.unknown().optional(),
          protocol: z.unknown().optional(),
          mode: z.unknown().optional(),
          /** Of a bridge: 1 if it filters VLANs. */
          vlan_filtering: z.unknown().optional(),
          /** Of a bond that speaks LACP. */
          ad_info: z.looseObject({ partner_mac: z.string().optional() }).optional(),
        })
        .optional(),
      /** Of what it is a port. */
      info_slave_kind: z.string().optional(),
    })
    .optional(),
  addr_info: z.array(z.looseObject({ local: z.string().optional(), prefixlen: z.number().optional() })).default([]),
});

const daemonSchema = z.looseObject({
  ServerVersion: z.string().default(""),
  OperatingSystem: z.string().default(""),
  DockerRootDir: z.string().default(""),
  SecurityOptions: z.array(z.string()).nullable().default([]),
});

/** @throws Error when the text is not what the script prints */
export function parseFacts(printed: string): HostFacts {
  const all = (name: string): string[] =>
    [...printed.matchAll(new RegExp(`^@${name}\t(.*)$`, "gm"))].map(([, value = ""]) => value.trim());
  const fact = (name: string): string => all(name)[0] ?? "";
  if (!/^@end$/m.test(printed)) throw new Error(`the facts end early: ${printed.trim().slice(-200)}`);
  const client = fact("docker-client");
  const daemon = readDaemon(fact("docker-info"));
  const loginAddress = fact("login").split(" ")[2];
  return {
    kernel: fact("kernel"),
    hasSystemd: fact("systemd") === "yes",
    links: readLinks(fact("links")),
    devices: new Set(all("device").map((name) => unescapeUnit(name))),
    wireless: new Set(all("wireless")),
    bridgeVlans: readBridgeVlans(fact("bridge-vlans")),
    keepers: new Map(all("keeper").map((line) => splitOnce(line))),
    claims: collect(all("claim").map((line) => splitOnce(line))),
    made: new Set(all("made")),
    ...(loginAddress === undefined ? {} : { loginAddress }),
    missingModules: all("no-module"),
    hasModuleFolder: fact("module-folder") === "yes",
    missingTools: all("no-tool"),
    missingPaths: all("no-path"),
    sudo: fact("sudo"),
    docker: {
      ...(client === "" ? {} : { client }),
      ...(daemon === undefined ? {} : { daemon }),
      says: fact("docker-says"),
      service: fact("docker-service"),
      isSnap: fact("docker-snap") === "yes",
    },
    disks: all("disk").map((line) => {
      const [free, mount] = splitOnce(line);
      return { mount, freeMib: Math.floor(Number(free) / 1024) };
    }),
    clock: Number(fact("clock")),
  };
}

function readLinks(json: string): Link[] {
  // Some versions of ip print empty objects for what they leave out.
  const listed = z.array(z.unknown()).parse(json === "" ? [] : JSON.parse(json));
  return listed.flatMap((entry) => linkSchema.safeParse(entry).data ?? []);
}

/** A link's name as part of a unit's name: systemd writes `-` for a slash. */
function unescapeUnit(name: string): string {
  return name.replaceAll(/\\x([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Ports of bridges are among them. Old versions of bridge print an object, which tells nothing here. */
function readBridgeVlans(json: string): HostFacts["bridgeVlans"] {
  const listed = z.array(z.unknown()).safeParse(json === "" ? [] : JSON.parse(json)).data ?? [];
  const read = listed.flatMap((entry) => bridgeSchema.safeParse(entry).data ?? []);
  return new Map(read.map(({ ifname, vlans }) => [ifname, vlans]));
}

/** A client without a daemon prints an object too, without a version. */
function readDaemon(json: string): DockerFacts["daemon"] {
  if (!json.startsWith("{")) return undefined;
  const daemon = daemonSchema.parse(JSON.parse(json));
  return daemon.ServerVersion === "" ? undefined : daemon;
}

function collect(pairs: readonly (readonly [key: string, value: string])[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [key, value] of pairs) found.set(key, [...(found.get(key) ?? []), value]);
  return found;
}

function splitOnce(line: string): [first: string, rest: string] {
  const at = line.indexOf(" ");
  return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
}
