import { parseAddress } from "../topology/ip";
import type { FabricOutput } from "./contract";
import { neighbourMethod, type ReachabilityCell } from "./reachability/cell";

export type Cell = ReachabilityCell;

/** One question to one address. A cell has one, and some have second looks. */
export interface Probe {
  /** `12` for the cell of that index, `12.0`, `12.1` for its second looks. */
  readonly id: string;
  /** The container whose network namespace it runs in; absent: the host's own. */
  readonly container?: string;
  readonly method: Cell["method"];
  readonly address: string;
  readonly port?: number;
  /** Where it leaves by: a link of the host by name, or one of the container by its address. */
  readonly link?: string;
  /** How often it is sent while no answer comes. */
  readonly tries: number;
}

/** Requests and answers may be lost, but an unanswered request is broadcast to every container of the segment. */
const TRIES = { reach: 3, blocked: 2 };

/** The host that a cell's probe runs on. */
export function hostOf({ from: { kind, name } }: Cell, output: FabricOutput): string {
  if (kind === "host") return name;
  const found = kind === "container" ? output.containers[name]?.host : output.registry?.host;
  if (found === undefined) throw new Error(`cell from ${kind} ${name}: no host`);
  return found;
}

/** The host that a cell's target is on. */
export function targetHost({ to: { kind, name } }: Pick<Cell, "to">, output: FabricOutput): string | undefined {
  if (kind === "registry") return output.registry?.host;
  if (kind === "router") return output.routers?.[name]?.host;
  return kind === "host" ? name : output.containers[name]?.host;
}

/** The segment that the address of a cell is on; undefined on the LAN and on bridges. */
export function segmentOf(
  { to, address }: Pick<Cell, "to" | "address">,
  { segments, containers, routers }: FabricOutput,
): string | undefined {
  if (to.kind === "router") {
    const own = Object.entries(routers?.[to.name]?.segments ?? {});
    return own.find(([, { addresses }]) => addresses.some((text) => text.split("/")[0] === address))?.[0];
  }
  return Object.keys(segments).find((name) =>
    to.kind === "container"
      ? containers[to.name]?.attach[name]?.addresses.includes(address)
      : segments[name]?.hosts[to.name]?.addresses?.some((text) => text.split("/")[0] === address),
  );
}

/** All probes of one cell. */
export function probesOf(index: number, cell: Cell, output: FabricOutput): Probe[] {
  const { method, address, port, link } = cell;
  const main: Probe = {
    id: String(index),
    ...(cell.from.kind === "container" ? { container: cell.from.name } : {}),
    method,
    address,
    ...(port === undefined ? {} : { port }),
    ...(link === undefined ? {} : { link }),
    tries: TRIES[cell.expect],
  };
  return [main, ...secondLooks(main, cell, output).map((from, look) => askNeighbours(main, look, from))];
}

function askNeighbours(main: Probe, look: number, link: string): Probe {
  return { ...main, id: `${main.id}.${look}`, method: neighbourMethod(main.address), link };
}

/**
 * The container's own addresses from whose links the target is also asked for. A ping without an answer may merely lack a
 * route, so what must be blocked is asked for on every link: silence there shows that the two are in different layer-2
 * domains. Neighbours on one host are asked for too, because only there no other host can tell who else has the address.
 */
function secondLooks(main: Probe, cell: Cell, output: FabricOutput): string[] {
  const { method, expect, address, to, proves } = cell;
  const source = main.container === undefined ? undefined : output.containers[main.container];
  const target = output.containers[to.name];
  if (source === undefined || method !== "ping" || to.kind !== "container") return [];
  const onSegments = Object.entries(source.attach).flatMap(([segment, { addresses }]) => {
    if (expect === "blocked") return addresses;
    const isNeighbour = target?.host === source.host && target.attach[segment]?.addresses.includes(address) === true;
    return isNeighbour ? addresses : [];
  });
  const onBridges = Object.entries(source.bridges ?? {}).flatMap(([bridge, own]) =>
    target?.bridges?.[bridge] === address ? [own] : [],
  );
  // On a segment that both are on, Linux would answer for its address on the bridge too.
  const own = proves === "bridge" ? onBridges : onSegments;
  return own.filter((one) => neighbourMethod(one) === neighbourMethod(address));
}

/** An address in hexadecimal, as hosts read and print it; empty for what is not an address. */
export function addressKey(address: string): string {
  const parsed = parseAddress(address);
  return parsed === undefined ? "" : parsed.value.toString(16).padStart(parsed.family === 4 ? 8 : 32, "0");
}
