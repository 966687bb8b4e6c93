import type { FabricOutput } from "../../harness/contract";
import type { Connect } from "../../harness/ssh";

export const PING_OK =
  "0\t64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=3.14 ms --- 1 packets transmitted, 1 received, 0% packet loss";
export const PING_SILENT = "1\t--- 1 packets transmitted, 0 received, 100% packet loss, time 0ms";
export const ARP_SILENT = "1\tARPING 10.0.0.1 from 10.0.0.2 eth0 Sent 2 probes (2 broadcast(s)) Received 0 response(s)";
/** Instead of an answer: the probe's line is missing. */
export const NO_RESULT = "";
export const TCP_OK = "0\tconnected 1700000000.000100 1700000000.002300";

export function arpFrom(mac: string): string {
  return `0\tARPING 10.0.0.1 Unicast reply from 10.0.0.1 [${mac.toUpperCase()}] 1.500ms Sent 2 probes (2 broadcast(s)) Received 1 response(s)`;
}

/** Status and text of a probe in some round, or undefined for what was planned. */
export type Answer = (id: string, round: number) => string | undefined;

export interface FakeHosts {
  readonly connect: Connect;
  /** Scripts that each host was fed, in order. */
  readonly scripts: Map<string, string[]>;
  readonly logins: string[];
}

/** Hosts that behave as planned, except where `answer` says otherwise or `edit` changes the whole text. */
export function fakeHosts(
  output: FabricOutput,
  answer: Answer = () => undefined,
  edit: (text: string, host: string) => string = (text) => text,
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
          const ids = [...script.matchAll(/^([\d.]+) (?:ping|tcp|arp|arp-by-mac) /gm)].map((match) => match[1] ?? "");
          const probes = ids.flatMap((id) => {
            const result = answer(id, seen.length) ?? planned(id, output);
            return result === NO_RESULT ? [] : [`@probe\t${id}\t${result}`];
          });
          const state = script.includes("\nwith_state=yes\n") ? stateOf(host, output) : [];
          const text = ["Welcome!", "@begin", ...probes, "@docker\t0", ...state, "@end", ""].join("\n");
          return Promise.resolve({ status: 0, stdout: edit(text, host), stderr: "" });
        },
      });
    },
  };
}

function planned(id: string, output: FabricOutput): string {
  const cell = output.reachability[Number(id.split(".")[0])];
  if (cell === undefined) throw new Error(`no cell ${id}`);
  if (cell.expect === "blocked") return id.includes(".") || cell.method === "arp" ? ARP_SILENT : PING_SILENT;
  if (cell.method !== "arp") return cell.method === "tcp" ? TCP_OK : PING_OK;
  const attach = output.containers[cell.to.name]?.attach ?? {};
  return arpFrom(Object.values(attach).find(({ address }) => address === cell.address)?.mac ?? "");
}

/** What a host prints that is exactly as planned. */
export function stateOf(host: string, output: FabricOutput): string[] {
  const { nic = "", address = "" } = output.hosts[host] ?? {};
  const segments = Object.values(output.segments).filter((segment) => host in segment.hosts);
  const flags = "<BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue";
  return [
    `@link\t2: ${nic}: ${flags.replace("UP,", "PROMISC,UP,")}`,
    `@address\t2: ${nic}    inet ${address}/24 brd 192.168.1.255 scope global ${nic}\\ `,
    "@default\tdefault via 192.168.1.1 dev ens33",
    ...segments.flatMap(({ vlan, network, subnet, gateway, hosts }) => {
      const { parent = "", hostAddress = "" } = hosts[host] ?? {};
      const line = `@network\t${network}\tmacvlan\t${parent}\t${subnet}|${gateway}`;
      if (vlan === undefined) return [line];
      return [
        line,
        `@link\t5: ${parent}@${nic}: ${flags}\\    link/ether 52:54:00:00:00:01 brd ff:ff:ff:ff:ff:ff \\    vlan protocol 802.1Q id ${vlan} <REORDER_HDR>`,
        `@address\t5: ${parent}    inet ${hostAddress} scope global ${parent}\\ `,
        `@kept\t${parent}\tpresent`,
      ];
    }),
    ...Object.entries(output.containers).flatMap(([name, container]) => {
      if (container.host !== host) return [];
      const ends = Object.entries(container.attach).map(
        ([segment, end]) => `${output.segments[segment]?.network ?? ""}|${end.address}||${end.mac}`,
      );
      return [["@container", `/${name}`, "running", "4242", container.image, ...ends].join("\t")];
    }),
  ];
}

/** Index of the cell between two names, by method if there are several. */
export function cellIndex(output: FabricOutput, from: string, to: string, method?: string): number {
  return output.reachability.findIndex(
    (cell) => cell.from.name === from && cell.to.name === to && (method === undefined || cell.method === method),
  );
}
