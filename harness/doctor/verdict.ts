import type { Shot, Trial } from "./frames";
import { hypervisorSetting, type BlockedTraffic } from "./hypervisors";

/** A shot, and whether it arrived. */
export interface Result {
  readonly shot: Shot;
  readonly arrived: boolean;
}

/** What blocks frames, and what to set where. */
export interface Finding {
  readonly host: string;
  readonly block: BlockedTraffic;
  readonly message: string;
}

/**
 * Whose port blocks which frames. Frames from a foreign MAC are blamed on the sender's port, those to a foreign MAC on the
 * receiver's. If not even plain frames pass between two hosts, nothing else is reported about them.
 */
export function findings(results: readonly Result[], vendors: ReadonlyMap<string, string>): Finding[] {
  const connected = results.filter(({ shot }) => !isApart(shot, results));
  return [
    ...pairs(results).flatMap(([from, to]) => apart(from, to, vendors)),
    ...blocked(connected, "forged", ({ from }) => from, vendors),
    ...blocked(connected, "foreign", ({ to }) => to, vendors),
    ...blocked(connected, "tagged", ({ from, to }) => [from, to].sort().join(" and "), vendors),
  ];
}

function isApart({ from, to }: Shot, results: readonly Result[]): boolean {
  return results.some(
    ({ shot, arrived }) => shot.trial.kind === "plain" && shot.from === from && shot.to === to && !arrived,
  );
}

/** Pairs that plain frames do not pass, in either direction, each once. */
function pairs(results: readonly Result[]): [string, string][] {
  const lost = results.filter(({ shot, arrived }) => shot.trial.kind === "plain" && !arrived);
  const keys = new Set(lost.map(({ shot }) => [shot.from, shot.to].sort().join("\0")));
  return [...keys].map((key) => key.split("\0") as [string, string]);
}

function apart(from: string, to: string, vendors: ReadonlyMap<string, string>): Finding[] {
  const { name, setting } = hypervisorSetting(vendors.get(from) ?? "", "plain");
  const message = `${from} and ${to} are not on one layer-2 network: plain frames are lost between them. ${name}: ${setting}.`;
  return [{ host: from, block: "plain", message }];
}

function blocked(
  results: readonly Result[],
  kind: Exclude<BlockedTraffic, "plain">,
  place: (shot: Shot) => string,
  vendors: ReadonlyMap<string, string>,
): Finding[] {
  const ofKind = results.filter(({ shot }) => shot.trial.kind === kind);
  const places = [...new Set(ofKind.filter(({ arrived }) => !arrived).map(({ shot }) => place(shot)))];
  return places.map((host) => {
    const here = ofKind.filter(({ shot }) => place(shot) === host);
    const lost = here.filter(({ arrived }) => !arrived).map(({ shot }) => shot);
    const { name, setting } = hypervisorSetting(vendors.get(host.split(" ")[0] ?? "") ?? "", kind);
    return { host, block: kind, message: `${describeLoss(kind, host, lost, here.length)} ${name}: ${setting}.` };
  });
}

function describeLoss(
  kind: Exclude<BlockedTraffic, "plain">,
  host: string,
  lost: readonly Shot[],
  all: number,
): string {
  const some = lost.length === all ? "" : ` (${lost.length} of ${all})`;
  switch (kind) {
    case "forged":
      return `${host}: frames from MACs other than its own do not leave it${some}, so its containers cannot send.`;
    case "foreign":
      return `${host}: frames for MACs other than its own do not reach it${some}, so its containers cannot receive.`;
    case "tagged": {
      const vlans = [...new Set(lost.map(({ trial }) => taggedVlan(trial)))].sort((a, b) => a - b);
      return `${host}: frames of VLAN ${vlans.join(", ")} are lost between them.`;
    }
  }
}

function taggedVlan(trial: Trial): number {
  return trial.kind === "tagged" ? trial.vlan : 0;
}
