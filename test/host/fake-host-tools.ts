import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { NAMESPACES } from "./fake-namespaces";

/**
 * A host simulated in a folder: a script's paths point into it, and programs that would change the machine are stand-ins. It
 * finds no other program than those and a few harmless ones, and a script with a path of the machine itself is refused. A
 * link is a folder in `sys/class/net` whose file `says` holds what `ip` prints about it, and `address` and `routes` what is on
 * it. For IPv6 addresses `ip` prints the file `tentative` where there is one, and then `settled`, and it has no route to the
 * address in the file `unrouted` the first time. Docker does what the file `docker.sh` says. networkd runs where
 * there is a file `networkd`, which holds what it says about its version; units in the file `broken-units` do not start. The
 * file `shadow` holds an address: a link that has it is the way of answers to the login. Links in the file `broken-links`
 * cannot be made. An armed timer is a file `armed`. Names are in the file `hosts`. dockerd refuses a configuration with what is
 * in the file `docker-refuses`.
 */
export class FolderHost {
  readonly root = mkdtempSync(join(tmpdir(), "mf-host-"));
  /** The connection that scripts run in, as in SSH_CONNECTION. */
  login = "192.0.2.7 50000 192.168.1.11 22";

  constructor(links: Readonly<Record<string, string>>) {
    for (const [link, says] of Object.entries(links)) this.write(`sys/class/net/${link}/says`, `${says}\n`);
    for (const folder of ["etc/systemd/network", "state", "bin"])
      mkdirSync(join(this.root, folder), { recursive: true });
    for (const [name, body] of Object.entries(TOOLS))
      writeFileSync(
        join(this.root, "bin", name),
        `#!/bin/sh\nroot=${this.root}\nnet=$root/sys/class/net\n${KILL}${body}`,
        {
          mode: 0o755,
        },
      );
    for (const name of HARMLESS) symlinkSync(programPath(name), join(this.root, "bin", name));
  }

  /** Runs a verb of a script; what it printed, and its exit status. */
  run(script: string, verb: "apply" | "remove"): { status: number | null; says: string } {
    const input = this.point(script);
    const { status, stdout, stderr } = spawnSync(SETSID, ["sh", "-s", "--", verb], {
      input,
      encoding: "utf8",
      env: this.env,
    });
    return { status, says: `${stdout}${stderr}` };
  }

  /** Starts a verb of a script; resolves to its exit status. */
  start(script: string, verb: "apply" | "remove"): Promise<number | null> {
    const child = spawn("sh", ["-s", "--", verb], { env: this.env, stdio: ["pipe", "ignore", "ignore"] });
    child.stdin.end(this.point(script));
    return new Promise((resolve) => child.once("close", resolve));
  }

  /** Runs what the armed timer was told to. */
  expire(): void {
    const file = join(this.root, "armed");
    const [program = "", ...args] = readFileSync(file, "utf8").trim().split(" ");
    rmSync(file);
    const { status, stderr } = spawnSync(join(this.root, "bin", program), args, { encoding: "utf8", env: this.env });
    if (status !== 0) throw new Error(`the timer's program ended with ${String(status)}: ${stderr}`);
  }

  private get env(): NodeJS.ProcessEnv {
    return { PATH: `${this.root}/bin`, SSH_CONNECTION: this.login };
  }

  /** The script with its paths in the folder. @throws Error for a path of this machine */
  private point(script: string): string {
    const inside = script
      .replaceAll("=/var/lib/macvlan-fabric", `=${this.root}/state`)
      .replaceAll("PATH=$PATH:/usr/sbin:/sbin\n", "")
      .replaceAll("~root", `${this.root}/home`)
      .replaceAll("/run/macvlan-fabric/", `${this.root}/run/`)
      .replaceAll(/(?<=[ "=])\/(?=(?:etc\/docker|etc\/systemd|etc\/udev|sys\/class)\/)/g, `${this.root}/`);
    const [outside] = /(?<=[\s"'=(>])\/(?:boot|etc|lib|root|run|usr|var)\/\S*/.exec(inside) ?? [];
    if (outside !== undefined)
      throw new Error(`the script would use ${outside} of this machine: point it into the folder`);
    return inside;
  }

  /** Has the next run killed in its nth call of a stand-in; once `undefined`, it runs to its end. */
  killAt(call: number | undefined): void {
    if (call === undefined) this.remove("bin/kill-at");
    else this.write("bin/kill-at", String(call));
  }

  /** Has every call of a stand-in take a while. */
  slowDown(): void {
    this.write("bin/slow", "");
  }

  /** From now on, whoever waits has waited. */
  skipWaits(): void {
    this.remove("bin/sleep");
    symlinkSync(programPath("true"), join(this.root, "bin/sleep"));
  }

  /** Has a file that cannot be written for want of space. */
  fillUp(path: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    symlinkSync("/dev/full", join(this.root, path));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** Every file but the stand-ins and the lock, by path. */
  files(): Record<string, string> {
    const names = readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.root, join(entry.parentPath, entry.name)))
      .filter((path) => !/^(bin|sys)\/|^state\/lock$/.test(path));
    return Object.fromEntries(names.sort().map((path) => [path, readFileSync(join(this.root, path), "utf8")]));
  }

  /** Every symbolic link but the stand-ins, with its target. */
  symlinks(): Record<string, string> {
    const links = readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink())
      .map((entry) => relative(this.root, join(entry.parentPath, entry.name)))
      .filter((path) => !path.startsWith("bin/"));
    return Object.fromEntries(links.sort().map((path) => [path, readlinkSync(join(this.root, path))]));
  }

  /** What is on a link. */
  addresses(link: string): string {
    const file = join(this.root, "sys/class/net", link, "address");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  links(): string[] {
    return readdirSync(join(this.root, "sys/class/net")).sort();
  }

  /** What the stand-ins were told to change, in order, since the last call. */
  calls(): string[] {
    const file = join(this.root, "bin/calls");
    const calls = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    rmSync(file, { force: true });
    return calls;
  }

  close(): void {
    rmSync(this.root, { recursive: true });
  }
}

/** Programs of the machine that scripts may use as they are: none changes anything but files that it is told to. */
const HARMLESS = [
  ...[
    "awk",
    "base64",
    "basename",
    "cat",
    "chmod",
    "chown",
    "cmp",
    "cp",
    "cut",
    "date",
    "dd",
    "dirname",
    "du",
    "find",
    "flock",
    "grep",
    "head",
    "ln",
    "ls",
    "mkdir",
    "mkfifo",
    "perl",
  ],
  ...[
    "mktemp",
    "mv",
    "openssl",
    "rm",
    "rmdir",
    "sed",
    "sh",
    "sha256sum",
    "sleep",
    "sort",
    "tail",
    "timeout",
    "tr",
    "truncate",
    "uname",
    "wc",
  ],
];

function programPath(name: string): string {
  const found = ["/usr/bin", "/bin"].map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} is missing on this machine`);
  return found;
}

/** Runs a script as a process group of its own. */
const SETSID = programPath("setsid");

/** Kills the whole script at the nth call: it is a process group of its own. The calls of a pipe count one after the other. */
const KILL = `[ ! -e "$root/bin/slow" ] || sleep 0.2
if [ -e "$root/bin/kill-at" ]; then
  exec 9>"$root/bin/kill-lock"
  flock 9
  left=$(($(cat "$root/bin/kill-at") - 1))
  echo "$left" >"$root/bin/kill-at"
  [ "$left" -ne 0 ] || kill -9 0
  exec 9>&-
fi
`;

const TOOLS = {
  chcon: "exit 1\n",
  docker: '. "$root/docker.sh"\n',
  hostname: 'echo "hostname $*" >>"$root/bin/calls"\n',
  modprobe: 'echo "modprobe $*" >>"$root/bin/calls"\n',
  networkctl: '[ "$1" != --version ] || exec cat "$root/networkd"; echo "networkctl $*" >>"$root/bin/calls"\n',
  systemctl: `case $* in
  "is-active --quiet systemd-networkd") [ -e "$root/networkd" ] ;;
  "stop "*.timer) echo "systemctl $*" >>"$root/bin/calls"; rm -f "$root/armed" ;;
  *) echo "systemctl $*" >>"$root/bin/calls"; ! grep -q " $2 " "$root/broken-units" 2>/dev/null ;;
esac
`,
  "systemd-run": `echo systemd-run "$3" "$4" >>"$root/bin/calls"; shift 5; echo "$*" >"$root/armed"
`,
  udevadm: 'echo "udevadm $*" >>"$root/bin/calls"\n',
  "systemd-escape": 'echo "$1"\n',
  dockerd: '! cat "$root/docker-refuses" 2>/dev/null\n',
  getent: 'grep -F " $2" "$root/hosts"\n',
  sync: "exit 0\n",
  "iptables-nft-restore": "exit 0\n",
  "ip6tables-nft-restore": "exit 0\n",
  ip: `${NAMESPACES}case $* in
  "-d -o link show dev "*) cat "$net/$6/says" ;;
  "-d -o link show type vlan") cat "$net"/*/says | grep ' vlan ' ;;
  "-o address show dev "*)
    [ -d "$net/$5" ] || { echo "Device \\"$5\\" does not exist." >&2; exit 1; }
    cat "$net/$5/address" 2>/dev/null |
      if [ -e "$root/tentative" ]; then grep -v inet6; cat "$root/tentative"; mv "$root/settled" "$root/tentative" 2>/dev/null; else cat; fi ;;
  "-o route get "*)
    [ "$(cat "$root/unrouted" 2>/dev/null)" != "$4" ] || exec rm "$root/unrouted"
    grep -l "^$4/" "$net"/*/routes | sed 's|.*/net/\\(.*\\)/routes|x dev \\1 |' ;;
  "route get "*)
    shadow=$(cat "$root/shadow" 2>/dev/null) || shadow=none
    file=$(grep -lF " $shadow" "$net"/*/address 2>/dev/null) || file=
    link=\${file%/address}
    if [ -n "$link" ]; then echo "$3 from $5 dev \${link##*/} uid 0"; else echo "$3 from $5 via 192.168.1.1 dev ens33 uid 0"; fi ;;
  "-"[46]" route show dev "*" proto boot") cat "$net/$5/routes" 2>/dev/null ;;
  "-"[46]" route show dev "*) ;;
  *)
    echo "ip $*" >>"$root/bin/calls"
    case $* in
      "link set dev "*" up") ! grep -qx "$4" "$root/broken-links" 2>/dev/null ;;
      "link add link "*" type vlan "*) mkdir "$net/$6"; echo "5: $6@$4: <UP> x vlan protocol 802.1Q id \${10} x" >"$net/$6/says" ;;
      "link add link "*" type macvlan "*) mkdir "$net/$6"; echo "5: $6@$4: <UP> x macvlan mode bridge x" >"$net/$6/says" ;;
      "link add link "*" type ipvlan "*) mkdir "$net/$6"; echo "5: $6@$4: <UP> x ipvlan  mode l2 bridge x" >"$net/$6/says" ;;
      "link delete dev "*) rm -r "$net/$4" ;;
      "link set dev "*" name "*) mv "$net/$4" "$net/$6"; sed -i "s/ $4@/ $6@/" "$net/$6/says" ;;
      "address replace "*) for last; do :; done; grep -q " $3 " "$net/$last/address" 2>/dev/null || echo "5: $last $(case $3 in *:*) echo inet6 ;; *) echo inet ;; esac) $3 scope global $last" >>"$net/$last/address" ;;
      # With an address go those of its subnet, here a /24, that came after it.
      "address delete "*)
        case $3 in */24) also=" \${3%.*}." ;; *) also=none ;; esac
        awk -v gone=" $3 " -v also="$also" 'index($0, gone) { past = 1; next } !past || !index($0, also)' "$net/$5/address" >"$root/rest"
        mv "$root/rest" "$net/$5/address" ;;
      "route replace "*:*/128" dev "*" src "*)
        ! grep -q ' tentative ' "$root/tentative" 2>/dev/null || { echo "Error: Invalid source address." >&2; exit 2; }
        echo "$3 dev $5" >>"$net/$5/routes" ;;
      "route replace "*) echo "$3 dev $5" >>"$net/$5/routes" ;;
    esac
    ;;
esac
`,
};
