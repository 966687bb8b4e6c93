import { tableLine } from "../../support/table";
import type { Affected, AffectedRouter, BlastRadius, Place } from "./blast-radius";

const COLUMNS = ["CONTAINER", "WHAT", "HOST", "ADDRESSES", "WHY"];

/** A table for people. */
export function blastRadiusText({ containers, routers, hosts }: BlastRadius, bold: (text: string) => string): string {
  if (hosts.length === 0) return "No host is touched: every container keeps running.";
  const rows = [...containers.map(cellsOf), ...routers.map(routerCells)];
  const line = tableLine([COLUMNS, ...rows], 2);
  const table = rows.length === 0 ? ["  no container; all keep running"] : [COLUMNS, ...rows].map(line);
  return [
    bold("What this changes"),
    ...table,
    "",
    `Hosts touched: ${hosts.join(", ")}. All other containers keep running.`,
  ].join("\n");
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
