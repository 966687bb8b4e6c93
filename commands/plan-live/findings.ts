import type { Asked, Sighting } from "../../harness/live/ask";
import { tableLine } from "../../support/table";
import type { Wanted } from "./questions";

/** Somebody who answers. */
export interface Answer extends Sighting {
  /** The link of a host of the stack that has the MAC, such as `ens33 of docker02`. */
  readonly own?: string;
  /** Who makes the device, where that is known. */
  readonly vendor?: string;
}

/** A planned address that somebody else has. */
export interface Taken {
  readonly address: string;
  /** Who is to have it, and its path in the configuration. */
  readonly owner: string;
  readonly path: string;
  readonly answers: readonly Answer[];
  /** The next address of its subnet that is neither planned nor answers; absent when the first few all answer. */
  readonly free?: string;
}

/** The addresses for which somebody else answers: not the link of the host that is to have it anyway. */
export function takenAddresses(wanted: readonly Wanted[], { sightings, own }: Asked): Map<Wanted, Sighting[]> {
  const taken = new Map<Wanted, Sighting[]>();
  for (const each of wanted) {
    const others = (sightings.get(each.id) ?? []).filter(
      ({ mac }) => each.entry.kind === "container" || own.get(mac)?.host !== each.entry.host,
    );
    if (others.length > 0) taken.set(each, others);
  }
  return taken;
}

export interface LiveResult {
  /** How many addresses were asked for. */
  readonly asked: number;
  /** The hosts that asked. */
  readonly from: readonly string[];
  readonly taken: readonly Taken[];
  readonly problems: readonly string[];
}

const COLUMNS = ["ADDRESS", "PLANNED FOR", "ANSWERS AS", "WHICH IS", "SEEN FROM", "FREE INSTEAD"];

export function liveText({ asked, from, taken, problems }: LiveResult, bold: (text: string) => string): string {
  const rows = taken.flatMap(rowsOf);
  const cells = [COLUMNS, ...rows];
  const count = `${asked} planned ${asked === 1 ? "address" : "addresses"} that ${asked === 1 ? "is" : "are"} not ours yet`;
  const result =
    taken.length === 0
      ? "nobody has one of them"
      : `${taken.length} already ${taken.length === 1 ? "answers" : "answer"}`;
  return [
    ...(rows.length === 0 ? [] : [bold("Somebody has these already"), ...cells.map(tableLine(cells, 2)), ""]),
    asked === 0 ? "Every planned address is ours already." : `Asked for ${count}, from ${from.join(", ")}: ${result}.`,
    ...problems.map((problem) => `- ${problem}`),
  ].join("\n");
}

/** A row for each MAC that answers. */
function rowsOf({ address, owner, answers, free = "none of the next" }: Taken): string[][] {
  const macs = [...new Set(answers.map(({ mac }) => mac))];
  return macs.map((mac, at) => {
    const seen = answers.filter((answer) => answer.mac === mac);
    const where = seen.map(({ host, link, vlan }) => `${host} (${link}${vlan === undefined ? "" : `, VLAN ${vlan}`})`);
    const first = at === 0 ? [address, owner] : ["", ""];
    const who = seen[0]?.own ?? seen[0]?.vendor ?? "unknown";
    return [...first, mac, who, where.join(", "), at === 0 ? free : ""];
  });
}
