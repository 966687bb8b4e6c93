import type { FabricOutput } from "../contract";
import type { Cell } from "../probes";
import { container, host, type Endpoint } from "../reachability/cell";

/** A container or host by its name, or as an object where both have one name. */
export type End = string | { readonly container: string } | { readonly host: string };

export interface Way {
  /** Port of TCP. Default: ICMP echo. */
  readonly port?: number;
}

/** The end that a name stands for. @throws Error if there is none, or if there are two */
export function findEnd(end: End, { containers, hosts }: FabricOutput): Endpoint {
  const wanted = typeof end === "string" ? { container: end, host: end } : end;
  const found = [
    ...("container" in wanted && wanted.container in containers ? [container(wanted.container)] : []),
    ...("host" in wanted && wanted.host in hosts ? [host(wanted.host)] : []),
  ];
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const name = typeof end === "string" ? end : Object.values(end)[0];
  if (first !== undefined)
    throw new Error(`"${name}" is a host and a container: write { host: "${name}" } or { container: "${name}" }`);
  const [what, known] =
    typeof end === "string"
      ? ["host or container", { ...hosts, ...containers }]
      : "host" in end
        ? ["host", hosts]
        : ["container", containers];
  throw new Error(`there is no ${what} "${name ?? ""}" in the stack: it has ${Object.keys(known).join(", ")}`);
}

/** A cell for each address of the target that the source can speak to. @throws Error if there is none */
export function pairCells(from: End, to: End, expect: Cell["expect"], { port }: Way, output: FabricOutput): Cell[] {
  const ends = { from: findEnd(from, output), to: findEnd(to, output) };
  const families = new Set(addressesOf(ends.from, output).map(isIpv6));
  const addresses = addressesOf(ends.to, output).filter((address) => families.has(isIpv6(address)));
  if (addresses.length === 0)
    throw new Error(`${ends.from.name} and ${ends.to.name} have no addresses of one family: nothing can be tried`);
  const method = port === undefined ? {} : { port };
  return addresses.map((address) => ({
    ...ends,
    address,
    method: port === undefined ? "ping" : "tcp",
    ...method,
    ...{ expect, why: "the test expects it", proves: "outward" },
  }));
}

function addressesOf({ kind, name }: Endpoint, { containers, hosts }: FabricOutput): string[] {
  if (kind === "host") return [hosts[name]?.address ?? ""];
  return Object.values(containers[name]?.attach ?? {}).flatMap(({ addresses }) => addresses);
}

function isIpv6(address: string): boolean {
  return address.includes(":");
}
