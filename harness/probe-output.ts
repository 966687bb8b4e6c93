/** What one probe printed. */
export interface ProbeResult {
  /** Exit status of the command. */
  readonly status: number;
  /** Both streams on one line. */
  readonly text: string;
}

export interface DockerContainer {
  readonly status: string;
  readonly image: string;
  readonly networks: ReadonlyMap<string, { readonly addresses: readonly string[]; readonly mac: string }>;
}

export interface DockerNetwork {
  readonly driver: string;
  readonly parent: string;
  readonly pools: readonly { readonly subnet: string; readonly gateway: string; readonly ipRange: string }[];
}

/** Everything that one run of the probe script printed. Plain facts, no judgement. */
export interface ProbeOutput {
  /** False: the script did not reach its end, so nothing follows from what is absent. */
  readonly complete: boolean;
  readonly probes: ReadonlyMap<string, ProbeResult>;
  /** Tools that the host lacks. */
  readonly missing: ReadonlySet<string>;
  /** Exit status of `docker inspect`; absent if it did not run. */
  readonly dockerStatus?: number;
  /** Docker's other messages, such as why it does not answer. */
  readonly dockerSays: readonly string[];
  readonly containers: ReadonlyMap<string, DockerContainer>;
  readonly networks: ReadonlyMap<string, DockerNetwork>;
  /** Lines of `ip -d -o link`, `ip -o address`, `ip -4 route show default`. */
  readonly links: readonly string[];
  readonly addresses: readonly string[];
  readonly defaultRoutes: readonly string[];
  /** By link: `present`, or what it lacks to come back after a reboot. */
  readonly kept: ReadonlyMap<string, string>;
}

/** Why Docker does not answer; undefined if it does, including when it answers that something does not exist. */
export function dockerProblem({ dockerStatus, dockerSays }: ProbeOutput): string | undefined {
  if (dockerStatus === 124) return "no answer within 30 s";
  return dockerSays.find((line) => !/no such |network .* not found|^\[\]$/i.test(line));
}

/** Reads the lines of the probe script. Other lines, such as a login banner, are ignored. */
export function parseProbeOutput(text: string): ProbeOutput {
  const lines = text.split("\n").filter((line) => line.startsWith("@"));
  const rows = lines.map((line) => line.split("\t"));
  const rowsOf = (kind: string): string[][] => rows.flatMap(([head, ...fields]) => (head === kind ? [fields] : []));
  const textsOf = (kind: string): string[] => rowsOf(kind).map((fields) => fields.join("\t"));
  const status = rowsOf("@docker")[0]?.[0];
  return {
    complete: lines.at(-1) === "@end",
    probes: new Map(rowsOf("@probe").map((fields) => [fields[0] ?? "", probeResult(fields)])),
    missing: new Set(textsOf("@missing")),
    ...(status === undefined ? {} : { dockerStatus: Number(status) }),
    dockerSays: textsOf("@docker-says").filter((line) => line.trim() !== ""),
    containers: new Map(rowsOf("@container").map((fields) => [fields[0]?.replace(/^\//, "") ?? "", container(fields)])),
    networks: new Map(rowsOf("@network").map((fields) => [fields[0] ?? "", network(fields)])),
    links: textsOf("@link"),
    addresses: textsOf("@address"),
    defaultRoutes: textsOf("@default"),
    kept: new Map(rowsOf("@kept").map(([link = "", ...words]) => [link, words.join(" ")])),
  };
}

function probeResult([, status = "", ...text]: string[]): ProbeResult {
  return { status: Number(status), text: text.join(" ") };
}

function container([, status = "", , image = "", ...networks]: string[]): DockerContainer {
  return {
    status,
    image,
    networks: new Map(
      networks.map((text) => {
        const [name = "", v4 = "", v6 = "", mac = ""] = text.split("|");
        // Docker prints an absent address as nothing, or as `invalid IP`.
        return [name, { addresses: [v4, v6].filter((address) => /[.:]/.test(address)), mac: mac.toLowerCase() }];
      }),
    ),
  };
}

function network([, driver = "", parent = "", ...pools]: string[]): DockerNetwork {
  return {
    driver,
    parent,
    pools: pools.map((text) => {
      const [subnet = "", gateway = "", ipRange = ""] = text.split("|");
      return { subnet, gateway, ipRange };
    }),
  };
}
