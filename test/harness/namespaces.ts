import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FabricOutput } from "../../harness/contract";
import type { Connect } from "../../harness/ssh";

/** Why the hosts cannot be emulated on this machine; undefined when they can. */
export function namespaceProblem(): string | undefined {
  try {
    for (const tool of ["ping", "arping", "nsenter", "timeout"]) execFileSync("sh", ["-c", `command -v ${tool}`]);
    execFileSync("ip", ["netns", "add", "mf-probe"], { stdio: "pipe" });
    execFileSync("ip", ["netns", "delete", "mf-probe"], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return `no root, ip netns, ping or arping here: ${(error as Error).message}`;
  }
}

/**
 * The hosts and containers of an output as network namespaces: a switch for each segment, a link of the parent's name
 * on each host, a real macvlan child with planned MAC and address for each container. This machine's kernel has no
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
      for (const [host, { parent, hostAddress }] of Object.entries(segment.hosts)) {
        parents.set(`${host} ${segment.network}`, parent);
        const address =
          hostAddress ?? (segment.vlan === undefined ? `${output.hosts[host]?.address ?? ""}/24` : undefined);
        this.#plug(host, parent, index, address);
      }
    }
    for (const name of Object.keys(output.containers)) this.#container(name, parents);
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
    return (host) =>
      Promise.resolve({
        close: () => undefined,
        run: (script) =>
          new Promise((resolve) => {
            const env = { ...process.env, PATH: path, MF_HOST: host };
            const child = spawn("ip", ["netns", "exec", this.host(host), "/bin/sh", "-s"], { env });
            const text = { stdout: "", stderr: "" };
            child.stdout.on("data", (chunk: Buffer) => (text.stdout += chunk.toString()));
            child.stderr.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
            child.on("close", (code) => {
              resolve({ status: code ?? undefined, ...text });
            });
            child.stdin.end(script);
          }),
      });
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

  #plug(host: string, link: string, index: number, address: string | undefined): void {
    const port = `p${index}-${host}`;
    this.run("switch", `ip link add ${port} type veth peer name ${link} netns ${this.host(host)}`);
    this.run("switch", `ip link set ${port} master sw${index} up`);
    this.run(host, `ip link set ${link} up promisc on`);
    if (address !== undefined) this.run(host, `ip address add ${address} dev ${link}`);
  }

  #container(name: string, parents: ReadonlyMap<string, string>): void {
    const { host = "", attach = {} } = this.output.containers[name] ?? {};
    const space = this.host(name);
    this.#add(space);
    for (const [index, [segment, { address, mac }]] of Object.entries(attach).entries()) {
      const { network = "", gateway = "", subnet = "" } = this.output.segments[segment] ?? {};
      const parent = parents.get(`${host} ${network}`) ?? "";
      this.run(host, `ip link add mv0 link ${parent} address ${mac} type macvlan mode bridge`);
      this.run(host, `ip link set mv0 netns ${space} name eth${index}`);
      this.run(
        name,
        `ip address add ${address}/${subnet.split("/")[1] ?? ""} dev eth${index} && ip link set eth${index} up`,
      );
      if (index === 0) this.run(name, `ip route add default via ${gateway}`);
    }
    const child = spawn("ip", ["netns", "exec", space, "sleep", "600"], { stdio: "ignore" });
    this.#processes.push(child);
    this.#pids.set(name, child.pid ?? 0);
  }

  /** Something that listens where the registry should. */
  listen(): void {
    const { registry } = this.output;
    if (registry === undefined) return;
    const code = `require("net").createServer().listen(${registry.endpoint.split(":").at(-1) ?? "0"}, "0.0.0.0")`;
    this.#processes.push(
      spawn("ip", ["netns", "exec", this.host(registry.host), process.execPath, "-e", code], { stdio: "ignore" }),
    );
  }

  /** A `docker` that answers `inspect` and `network inspect` with the lines that the script's templates ask for. */
  #docker(): void {
    const { containers, segments } = this.output;
    const lines = (host: string): string[] => [
      ...Object.values(segments).map(({ network, subnet, gateway, hosts }) => {
        return `network ${network} @network\t${network}\tmacvlan\t${hosts[host]?.parent ?? ""}\t${subnet}|${gateway}`;
      }),
      ...Object.entries(containers).flatMap(([name, container]) => {
        if (container.host !== host) return [];
        const ends = Object.entries(container.attach).map(
          ([segment, { address, mac }]) => `${segments[segment]?.network ?? ""}|${address}||${mac}`,
        );
        const pid = String(this.#pids.get(name) ?? 0);
        return [`container ${name} ${["@container", `/${name}`, "running", pid, container.image, ...ends].join("\t")}`];
      }),
    ];
    for (const host of Object.keys(this.output.hosts))
      writeFileSync(join(this.folder, `${host}.docker`), `${lines(host).join("\n")}\n`);
    const file = join(this.folder, "docker");
    writeFileSync(file, DOCKER);
    chmodSync(file, 0o755);
  }
}

const DOCKER = `#!/bin/sh
kind=container; [ "$1" != network ] || kind=network
while [ "$1" != --format ]; do shift; done
shift 2; status=0
for name; do
  sed -n "s/^$kind $name @/@/p" "$(dirname "$0")/$MF_HOST.docker" | grep . || { echo "Error: No such object: $name" >&2; status=1; }
done
exit $status
`;

const TOOLS = ["sh", "bash", "timeout", "ping", "arping", "nsenter", "ip", "sed", "grep", "ls", "docker"];
