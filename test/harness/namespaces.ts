import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FabricOutput } from "../../harness/contract";
import type { Connect } from "../../harness/ssh";
import { contains, parseAddress, parseSubnet } from "../../topology/ip";
import { stateOf } from "./fake-host";

/** Why the hosts cannot be emulated on this machine; undefined when they can. */
export function namespaceProblem(): string | undefined {
  try {
    for (const tool of ["perl", "nsenter", "timeout"]) execFileSync("sh", ["-c", `command -v ${tool}`]);
    execFileSync("ip", ["netns", "add", "mf-probe"], { stdio: "pipe" });
    execFileSync("ip", ["netns", "delete", "mf-probe"], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return `no root, ip netns or perl here: ${(error as Error).message}`;
  }
}

/**
 * The hosts and containers of an output as network namespaces: a switch for each segment, a link of the parent's name
 * on each host, a real macvlan child with a MAC of the kernel's choice for each container. This machine's kernel has no
 * 802.1Q, so that each VLAN is a switch of its own. Docker is a stand-in that prints what Docker would.
 */
export class Namespaces {
  readonly folder = mkdtempSync(join(tmpdir(), "mf-"));
  readonly #id = `mf${process.pid}`;
  readonly #namespaces: string[] = [];
  readonly #processes: ChildProcess[] = [];
  readonly #pids = new Map<string, number>();

  constructor(readonly output: FabricOutput) {
    const parents = new Map<string, string>();
    for (const host of Object.keys(output.hosts)) this.#add(this.host(host));
    this.#add(this.host("switch"));
    for (const [index, segment] of Object.values(output.segments).entries()) {
      this.run("switch", `ip link add sw${index} type bridge && ip link set sw${index} up`);
      for (const [host, { parent, addresses = [], shim }] of Object.entries(segment.hosts)) {
        parents.set(`${host} ${segment.network}`, parent);
        const lan = segment.vlan === undefined ? [`${output.hosts[host]?.address ?? ""}/24`] : [];
        this.#plug(host, parent, index, [...lan, ...addresses]);
        if (shim !== undefined) this.#shim(host, parent, shim);
      }
    }
    for (const name of Object.keys(output.containers)) this.#container(name, parents);
    for (const router of Object.values(output.routers ?? {})) this.#router(router);
    this.#docker();
    this.listen();
  }

  /** Runs a command in the namespace of a host, or of the switch. */
  run(host: string, command: string): string {
    return execFileSync("ip", ["netns", "exec", this.host(host), "sh", "-c", command], {
      encoding: "utf8",
      stdio: "pipe",
    });
  }

  /** Runs a command in the namespace of a container. */
  inside(name: string, command: string): string {
    const pid = String(this.#pids.get(name) ?? 0);
    return execFileSync("nsenter", ["-t", pid, "-n", "sh", "-c", command], { encoding: "utf8", stdio: "pipe" });
  }

  /** Stands in for ssh: runs scripts with the stand-in for Docker in front of everything on PATH. */
  connect(path = `${this.folder}:${process.env["PATH"] ?? ""}`): Connect {
    return (host) => {
      const children: ChildProcess[] = [];
      return Promise.resolve({
        close: () => {
          for (const child of children) child.stdout?.destroy();
        },
        run: (script, _, onOutput) =>
          new Promise((resolve) => {
            const env = { ...process.env, PATH: path, MF_HOST: host };
            const child = spawn("ip", ["netns", "exec", this.host(host), "/bin/sh", "-s"], { env });
            const text = { stdout: "", stderr: "" };
            children.push(child);
            child.stdout.on("data", (chunk: Buffer) => {
              text.stdout += chunk.toString();
              onOutput?.(chunk.toString());
            });
            child.stderr.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
            child.on("close", (code) => {
              resolve({ status: code ?? undefined, ...text });
            });
            child.stdin.end(script);
          }),
      });
    };
  }

  /** A PATH that holds what the script needs, but for some tools. */
  tools(without: readonly string[]): string {
    const folder = mkdtempSync(join(this.folder, "path-"));
    for (const tool of TOOLS.filter((name) => !without.includes(name))) {
      const [found] = execFileSync("sh", ["-c", `PATH=$PATH:/usr/sbin:/sbin command -v ${tool} || true`], {
        encoding: "utf8",
      }).split("\n");
      if (found) symlinkSync(found, join(folder, tool));
    }
    return folder;
  }

  /** Takes everything back. */
  close(): void {
    for (const child of this.#processes) child.kill("SIGKILL");
    for (const name of this.#namespaces) execFileSync("ip", ["netns", "delete", name], { stdio: "pipe" });
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Namespace of a host. */
  host(name: string): string {
    return `${this.#id}-${name}`;
  }

  #add(name: string): void {
    execFileSync("ip", ["netns", "add", name], { stdio: "pipe" });
    this.#namespaces.push(name);
    execFileSync("ip", ["-n", name, "link", "set", "lo", "up"], { stdio: "pipe" });
  }

  #plug(host: string, link: string, index: number, addresses: readonly string[]): void {
    const port = `p${index}-${host}`;
    this.run("switch", `ip link add ${port} type veth peer name ${link} netns ${this.host(host)}`);
    this.run("switch", `ip link set ${port} master sw${index} up`);
    this.run(host, `ip link set ${link} up promisc on`);
    for (const address of addresses) this.run(host, addAddress(address, link));
  }

  #shim(host: string, parent: string, { link, addresses, mac }: Shim): void {
    const given = mac === undefined ? "" : `address ${mac}`;
    this.run(host, `ip link add ${link} link ${parent} ${given} type macvlan mode bridge && ip link set ${link} up`);
    for (const address of addresses) this.run(host, addAddress(`${address}/${bits(address)}`, link));
    for (const { host: owner, attach } of Object.values(this.output.containers)) {
      if (owner !== host) continue;
      const on = Object.entries(attach).filter(
        ([segment]) => this.output.segments[segment]?.hosts[host]?.shim?.link === link,
      );
      for (const target of on.flatMap(([, end]) => end.addresses))
        this.run(host, `ip route replace ${target}/${bits(target)} dev ${link}`);
    }
  }

  #container(name: string, parents: ReadonlyMap<string, string>): void {
    const { host = "", attach = {} } = this.output.containers[name] ?? {};
    const space = this.host(name);
    this.#add(space);
    for (const [index, [segment, { addresses, mac }]] of Object.entries(attach).entries()) {
      const { network = "", subnets = [], mode = "bridge" } = this.output.segments[segment] ?? {};
      const parent = parents.get(`${host} ${network}`) ?? "";
      const given = mac === undefined ? "" : `address ${mac}`;
      this.run(host, `ip link add mv0 link ${parent} ${given} type macvlan mode ${mode}`);
      this.run(
        host,
        `ip link set mv0 netns ${space} name eth${index} && ip netns exec ${space} ip link set eth${index} up`,
      );
      for (const address of addresses) {
        const own = subnets.find(({ subnet }) => covers(subnet, address));
        this.run(name, addAddress(`${address}/${own?.subnet.split("/")[1] ?? ""}`, `eth${index}`));
        if (index === 0 && own?.gateway !== undefined)
          this.run(name, `ip route replace default via ${own.gateway} dev eth0`);
      }
    }
    const child = spawn("ip", ["netns", "exec", space, "sleep", "600"], { stdio: "ignore" });
    this.#processes.push(child);
    this.#pids.set(name, child.pid ?? 0);
  }

  /** It forwards everything: what it must not is a matter of its rules. */
  #router({ host, namespace, segments }: Router): void {
    this.#add(namespace);
    for (const [segment, { link, mac, addresses }] of Object.entries(segments)) {
      const parent = this.output.segments[segment]?.hosts[host]?.parent ?? "";
      this.run(host, `ip link add ${link} link ${parent} address ${mac} netns ${namespace} type macvlan mode bridge`);
      execFileSync("ip", ["-n", namespace, "link", "set", link, "up"], { stdio: "pipe" });
      for (const address of addresses)
        execFileSync("ip", ["-n", namespace, "address", "add", address, "dev", link], { stdio: "pipe" });
    }
    this.forward(namespace, true);
  }

  /** Whether a router forwards. */
  forward(namespace: string, does: boolean): void {
    const command = `echo ${does ? 1 : 0} >/proc/sys/net/ipv4/ip_forward`;
    execFileSync("ip", ["netns", "exec", namespace, "sh", "-c", command], { stdio: "pipe" });
  }

  /** Something that listens where the registry should. */
  listen(): void {
    const { registry } = this.output;
    if (registry === undefined) return;
    const code = `require("net").createServer().listen(${registry.endpoint.split(":").at(-1) ?? "0"}, "0.0.0.0")`;
    this.#processes.push(
      spawn("ip", ["netns", "exec", this.host(registry.host), process.execPath, "-e", code], { stdio: "ignore" }),
    );
    this.run(registry.host, "until ss -H -ltn | grep -q .; do sleep 0.1; done");
  }

  /** Something that listens on a port in a container, until the end. */
  serve(name: string, port: number): void {
    const code = `require("net").createServer().listen(${port})`;
    const pid = String(this.#pids.get(name) ?? 0);
    this.#processes.push(spawn("nsenter", ["-t", pid, "-n", process.execPath, "-e", code], { stdio: "ignore" }));
    this.inside(name, "until ss -H -ltn | grep -q .; do sleep 0.1; done");
  }

  /** A `docker` that answers `inspect` and `network inspect` with the lines that the script's templates ask for. */
  #docker(): void {
    for (const host of Object.keys(this.output.hosts)) {
      const lines = stateOf(host, this.output).flatMap((line) => {
        // Without the last field, a hosts file: there is none here.
        const [kind = "", name = "", status = "", , image = "", networks = ""] = line.split("\t");
        const container = name.replace(/^\//, "");
        const pid = String(this.#pids.get(container) ?? 0);
        if (kind === "@container")
          return [`container ${container} ${[kind, name, status, pid, image, networks].join("\t")}`];
        if (kind === "@engine") return [`version - @${name}`];
        return kind === "@network" ? [`network ${name} ${line}`] : [];
      });
      writeFileSync(join(this.folder, `${host}.docker`), `${lines.join("\n")}\n`);
    }
    const file = join(this.folder, "docker");
    writeFileSync(file, DOCKER);
    chmodSync(file, 0o755);
  }
}

type Router = NonNullable<FabricOutput["routers"]>[string];
type Shim = NonNullable<FabricOutput["segments"][string]["hosts"][string]["shim"]>;

/** Without duplicate address detection, as Docker does it, so that an IPv6 address is there at once. */
function addAddress(address: string, link: string): string {
  return `ip address add ${address} dev ${link}${address.includes(":") ? " nodad" : ""}`;
}

function bits(address: string): 32 | 128 {
  return address.includes(":") ? 128 : 32;
}

function covers(subnet: string, address: string): boolean {
  const [outer, inner] = [parseSubnet(subnet), parseAddress(address)];
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}

const DOCKER = `#!/bin/sh
kind=container
case $1 in
  version) sed -n 's/^version - @//p' "$(dirname "$0")/$MF_HOST.docker"; exit ;;
  network) kind=network ;;
esac
while [ "$1" != --format ]; do shift; done
shift 2; status=0
for name; do
  sed -n "s/^$kind $name @/@/p" "$(dirname "$0")/$MF_HOST.docker" | grep . || { echo "Error: No such object: $name" >&2; status=1; }
done
exit $status
`;

const TOOLS = ["sh", "timeout", "perl", "ip", "sed", "grep", "cat", "uname", "dirname", "docker"];
