import { UserError } from "../support/errors";
import type { FabricOutput } from "./contract";
import { lanes, PATIENCE, type Probe } from "./probes";

/** What one script does on one host. */
export interface ScriptPlan {
  readonly host: string;
  readonly probes: readonly Probe[];
  /** Whether it also reads links, addresses, routes, networks, containers and files. */
  readonly state: boolean;
}

/** Probes that run side by side: in the host's own namespace, and in those of all containers together. */
const WIDTH = { host: 6, containers: 12 };

/** Folder on a host where the stack notes what it made, and which links it only adopted. */
const NOTES_FOLDER = "/var/lib/macvlan-fabric";

/**
 * Renders the POSIX script of one host, for the stdin of `sh`. It changes nothing and leaves no file. It prints lines
 * `@kind<TAB>field…`, read by {@link import("./probe-output").parseOutput}; what they mean is decided there, not here.
 */
export function probeScript(plan: ScriptPlan, output: FabricOutput): string {
  const used = new Set(plan.probes.flatMap(({ container }) => container ?? []));
  const all = Object.keys(output.containers).filter((name) => output.containers[name]?.host === plan.host);
  const containers = plan.state ? all : all.filter((name) => used.has(name));
  const own = plan.probes.filter(({ container }) => container === undefined);
  return [
    PRELUDE,
    "main() {",
    TOOLS,
    ...lanes(own, WIDTH.host).map((lane) =>
      background(lane.map((probe) => renderProbe(probe, probeWord(probe.link ?? "")))),
    ),
    ...(containers.length === 0 ? [] : [inspectContainers(containers)]),
    ...insideContainers(containers, plan.probes, output),
    ...(plan.state ? [readState(plan.host, output)] : []),
    "wait",
    `printf '%s' "$state"`,
    "printf '@end\\n'",
    "}",
    // The bracket closes with the very last character: a script that was cut off anywhere on its way does nothing.
    "{ main </dev/null",
    "}",
    "",
  ].join("\n");
}

/** Seconds that the script may take in all; generous, since it only ends what hangs. */
export function scriptSeconds(plan: ScriptPlan): number {
  const work = plan.probes.reduce((sum, { seconds }) => sum + seconds, 0);
  return Math.ceil(45 + (3 * work) / WIDTH.host);
}

function background(lines: readonly string[]): string {
  return `{\n${lines.join("\n")}\n} &`;
}

function renderProbe({ id, method, address, port }: Probe, link: string): string {
  const patience = String(PATIENCE);
  if (method === "tcp") return `tcp ${id} ${probeWord(address)} ${port ?? 0}`;
  if (method === "ping") return `probe ${id} ping -n -c 1 -W ${patience} ${probeWord(address)}`;
  // Two broadcasts and no early end: two devices with one address then both show up.
  return `probe ${id} arping -b -c 2 -w ${patience} -I ${link} ${probeWord(address)}`;
}

/** One `docker inspect` for all containers: process ids for the probes, the rest for the state. */
function inspectContainers(names: readonly string[]): string {
  const words = names.map(probeWord).join(" ");
  return [
    names.map((_, index) => `pid${index}=`).join(" "),
    `inspected=$(timeout 30 docker inspect --type container --format ${probeWord(CONTAINER)} ${words} 2>&1)`,
    'state="@docker$tab$?$nl"$(printf "%s" "$inspected" | sed "/^@/!s/^/@docker-says$tab/")$nl',
    "while IFS=$tab read -r kind name status pid rest; do",
    "  case $name in",
    ...names.map((name, index) => `    ${probeWord(`/${name}`)}) pid${index}=$pid ;;`),
    "  esac",
    "done <<EOF",
    "$inspected",
    "EOF",
  ].join("\n");
}

/** The probes of containers: several containers side by side, and several probes in each. */
function insideContainers(names: readonly string[], probes: readonly Probe[], output: FabricOutput): string[] {
  const jobs = names
    .map((name, index) => ({ name, index, probes: probes.filter(({ container }) => container === name) }))
    .filter((job) => job.probes.length > 0)
    .map((job) => ({ ...job, seconds: job.probes.reduce((sum, { seconds }) => sum + seconds, 0) }));
  const outer = Math.min(jobs.length, WIDTH.containers / 2);
  const inner = Math.floor(WIDTH.containers / outer);
  return lanes(jobs, outer).map((lane) =>
    background(
      lane.map((job) =>
        insideContainer(job.index, Object.values(output.containers[job.name]?.attach ?? {}), lanes(job.probes, inner)),
      ),
    ),
  );
}

/**
 * One entry into a container's network namespace for all its probes. Tools are the host's: the container needs none. Its
 * links are found by their planned MACs.
 */
function insideContainer(index: number, ends: readonly { mac: string }[], work: readonly (readonly Probe[])[]): string {
  const macs = ends.map(({ mac }) => mac.toLowerCase());
  const link = ({ link: mac = "" }: Probe): string => `"$link${macs.indexOf(mac.toLowerCase())}"`;
  const pid = `"$pid${index}"`;
  return [
    `case ${pid} in '' | 0) ;; *) nsenter -t ${pid} -n sh -s ;; esac <<'INSIDE'`,
    "{",
    PRELUDE,
    ...macs.map((_, at) => `link${at}=no-such-link`),
    "while read -r number name rest; do",
    "  name=${name%:}; name=${name%@*}",
    "  case $rest in",
    ...macs.map((mac, at) => `    *${probeWord(`link/ether ${mac} `)}*) link${at}=$name ;;`),
    "  esac",
    "done <<LINKS",
    "$(ip -o link show)",
    "LINKS",
    ...work.map((lane) => background(lane.map((probe) => renderProbe(probe, link(probe))))),
    "wait",
    "} </dev/null",
    "INSIDE",
  ].join("\n");
}

function readState(host: string, output: FabricOutput): string {
  const networks = Object.values(output.segments).flatMap(({ network, hosts }) =>
    host in hosts ? probeWord(network) : [],
  );
  const inspect = `timeout 30 docker network inspect --format ${probeWord(NETWORK)} ${networks.join(" ")} 2>&1`;
  return [
    "state=$state$(",
    'ip -d -o link show | sed "s/^/@link$tab/"',
    'ip -o address show | sed "s/^/@address$tab/"',
    'ip -4 route show default | sed "s/^/@default$tab/"',
    `grep -rsE '^(Name|VLAN|MACVLAN)=' /etc/systemd/network | sed "s/^/@file$tab/"`,
    `ls -1 ${NOTES_FOLDER} 2>/dev/null | sed "s/^/@note$tab/"`,
    ...(networks.length === 0 ? [] : [`${inspect} | sed "/^@/!s/^/@docker-says$tab/"`]),
    ")$nl",
  ].join("\n");
}

/**
 * A word that the shell takes literally.
 * @throws UserError for a line break, which could end a here-document; no name or address has one.
 */
export function probeWord(text: string): string {
  if (/[\n\r\0]/.test(text))
    throw new UserError(`the stack output holds a line break where a word has to be: ${JSON.stringify(text)}`);
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const TAB = '{{"\\t"}}';
// "|" between values: an empty one must not shift the others, and newer Dockers print `invalid IP` for none.
const CONTAINER =
  `@container${TAB}{{.Name}}${TAB}{{.State.Status}}${TAB}{{.State.Pid}}${TAB}{{.Config.Image}}` +
  `{{range $name, $end := .NetworkSettings.Networks}}${TAB}{{$name}}|{{$end.IPAddress}}|{{$end.GlobalIPv6Address}}|{{$end.MacAddress}}{{end}}`;
const NETWORK =
  `@network${TAB}{{.Name}}${TAB}{{.Driver}}${TAB}{{index .Options "parent"}}` +
  `{{range .IPAM.Config}}${TAB}{{.Subnet}}|{{.Gateway}}|{{.IPRange}}{{end}}`;

/**
 * `probe ID COMMAND…` prints exit status and output on one line, short enough to reach the pipe in one piece. ping and
 * arping end by themselves, a connection does not; starting `timeout` for each would double the cost on a slow host.
 */
const PRELUDE = String.raw`
set -f
PATH=$PATH:/usr/sbin:/sbin LC_ALL=C
export PATH LC_ALL
tab=$(printf '\t') state=
nl='
'
dial='a=$EPOCHREALTIME; exec 3<>"/dev/tcp/$0/$1" && echo "connected $a $EPOCHREALTIME"'
probe() {
  id=$1; shift
  out=$("$@" 2>&1); status=$?
  set -- $out
  printf '@probe\t%s\t%s\t%.600s\n' "$id" "$status" "$*"
}
tcp() {
  if command -v bash >/dev/null; then probe "$1" timeout 3 bash -c "$dial" "$2" "$3"; else probe "$1" timeout 4 nc -zv -w 3 "$2" "$3"; fi
}
`.trim();

const TOOLS = String.raw`
printf '@begin\n'
for tool in timeout ping arping nsenter ip docker; do
  command -v "$tool" >/dev/null || printf '@missing\t%s\n' "$tool"
done
command -v bash >/dev/null || command -v nc >/dev/null || printf '@missing\tbash\n'
case $(arping -V 2>&1) in *iputils* | *"not found"*) ;; *) printf '@missing\tarping\n' ;; esac
`.trim();
