import { tableLine } from "../../support/table";
import type { Affected, AffectedRouter, BlastRadius, Place } from "./blast-radius";

const COLUMNS = ["CONTAINER", "WHAT", "HOST", "ADDRESSES", "WHY"];

/** A table for people. */
export function blastRadiusText(radius: BlastRadius, bold: (text: string) => string): string {
  const touched = touchedText(radius, (host) => host);
  const { containers, routers, hosts } = radius;
  if (hosts.length === 0) return touched;
  const rows = [...containers.map(cellsOf), ...routers.map(routerCells)];
  const line = tableLine([COLUMNS, ...rows], 2);
  const table = rows.length === 0 ? ["  no container; all keep running"] : [COLUMNS, ...rows].map(line);
  return [bold("What this changes"), ...table, "", touched].join("\n");
}

/** A sentence or two: which hosts are touched, and that the rest is not. */
export function touchedText({ hosts, renamed }: BlastRadius, markUp: (host: string) => string): string {
  const list = (names: readonly string[]): string => names.map(markUp).join(", ");
  const names = renamed.length === 0 ? "" : `On ${list(renamed)}, only the names that containers resolve change. `;
  return hosts.length === 0
    ? `${names}No${names === "" ? "" : " other"} host is touched: every container keeps running.`
    : `Hosts touched: ${list(hosts)}. ${names}All other containers keep running.`;
}

function routerCells({ router, fate, why, host }: AffectedRouter): string[] {
  return [`router ${router}`, fate, host, "", why];
}

function cellsOf({ container, fate, why, before, after }: Affected): string[] {
  const what = fate === "replaced" || fate === "restarted" ? `${fate}, dark meanwhile` : fate;
  const change = (text: (place: Place) => string): string => {
    const [from, to] = [before, after].map((place) => (place === undefined ? undefined : text(place)));
    if (from === undefined || to === undefined || from === to) return to ?? from ?? "";
    return `${from} -> ${to}`;
  };
  return [container, what, change(({ host }) => host), change(({ addresses }) => addresses.join(" ")), why];
}
