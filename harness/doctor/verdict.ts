import { ROUNDS } from "../../host/doctor";
import type { Shot, Trial } from "./frames";
import { hypervisorSetting } from "./hypervisors";
import { both, lossOf, qualityFindings } from "./quality";
import type { Finding, Result } from "./result";

/** Above this chance that a frame is lost every time, nothing is said about what else blocks it. */
const DOUBT = 0.001;

type Vendors = ReadonlyMap<string, string>;

/**
 * Whose port blocks which frames. Frames from a foreign MAC are blamed on the sender's port, those to a foreign MAC on the
 * receiver's. If not even plain frames pass between two hosts, nothing else is reported about them. Frames that are lost at
 * random are not blamed on a port that blocks them.
 */
export function findings(results: readonly Result[], vendors: Vendors): Finding[] {
  const crowded = new Set(results.map(({ shot }) => shot.from).filter((host) => isCrowdedOut(host, results)));
  const connected = results.filter(({ shot }) => !isApart(shot, results));
  const certain = connected.filter(({ shot, arrived }) => {
    return arrived > 0 || lossOf(both([shot.from, shot.to], connected)) ** ROUNDS < DOUBT;
  });
  return [
    ...[...crowded].map((host) => limitFinding(host, results, vendors, false)),
    ...pairs(results.filter(({ shot }) => !crowded.has(shot.from))).flatMap((pair) => apart(pair, results, vendors)),
    ...qualityFindings(connected),
    ...forgedFindings(certain, vendors),
    ...blocked(certain, "foreign", ({ to }) => to, vendors),
    ...blocked(certain, "tagged", ({ from, to }) => [from, to].sort().join(" and "), vendors),
  ];
}

/** Whether a limit passes MACs of its containers, and not that of its NIC: it is first come, first served. */
function isCrowdedOut(host: string, results: readonly Result[]): boolean {
  const own = results.filter(({ shot }) => shot.from === host);
  const plain = own.filter(({ shot }) => shot.trial.kind === "plain");
  return plain.every(({ arrived }) => arrived === 0) && macsThatPass(own).passed > 0;
}

function isApart({ from, to }: Shot, results: readonly Result[]): boolean {
  return results.some(
    ({ shot, arrived }) => shot.trial.kind === "plain" && shot.from === from && shot.to === to && arrived === 0,
  );
}

/** Pairs that plain frames do not pass, in either direction, each once. */
function pairs(results: readonly Result[]): [string, string][] {
  const lost = results.filter(({ shot, arrived }) => shot.trial.kind === "plain" && arrived === 0);
  const keys = new Set(lost.map(({ shot }) => [shot.from, shot.to].sort().join("\0")));
  return [...keys].map((key) => key.split("\0") as [string, string]);
}

function apart([from, to]: [string, string], results: readonly Result[], vendors: Vendors): Finding[] {
  const tagged = both([from, to], results).filter(({ shot, arrived }) => shot.trial.kind === "tagged" && arrived > 0);
  if (tagged.length > 0) {
    const message =
      `${from} and ${to}: untagged frames are lost between them, but those of VLAN ${vlansOf(tagged)} pass. ` +
      "Allow untagged frames on the ports of both: a native VLAN, or 0 in the range of a trunk.";
    return [{ host: from, block: "plain", message }];
  }
  const { name, setting } = hypervisorSetting(vendors.get(from) ?? "", "plain");
  const message = `${from} and ${to} are not on one layer-2 network: plain frames are lost between them. ${name}: ${setting}.`;
  return [{ host: from, block: "plain", message }];
}

/** A port that passes some MACs and not others has a limit; one that passes none rejects forged transmits. */
function forgedFindings(results: readonly Result[], vendors: Vendors): Finding[] {
  const hosts = [...new Set(results.map(({ shot }) => shot.from))];
  return hosts.flatMap((host) => {
    const own = results.filter(({ shot }) => shot.from === host);
    const { passed, tried } = macsThatPass(own);
    if (passed === 0 || passed === tried) return blocked(own, "forged", ({ from }) => from, vendors);
    return [limitFinding(host, own, vendors, true)];
  });
}

/** @param withOwn whether the MAC of its NIC is among those that pass */
function limitFinding(host: string, results: readonly Result[], vendors: Vendors, withOwn: boolean): Finding {
  const { passed, tried } = macsThatPass(results.filter(({ shot }) => shot.from === host));
  const { name, setting } = hypervisorSetting(vendors.get(host) ?? "", "limit");
  const who = withOwn
    ? `${tried} other MACs leave it, so some of its containers cannot send`
    : `${tried} other MACs leave it, and none from that of its NIC, so that it cannot send itself`;
  const message =
    `${host}: frames from ${passed} of its ${who}: its port passes about ${passed + (withOwn ? 1 : 0)} MACs, and the plan ` +
    `needs ${tried + 1} with that of the NIC. ${name}: ${setting}.`;
  return { host, block: "limit", message };
}

/** From how many of its other MACs a host's frames arrive anywhere, of those that were tried. */
export function macsThatPass(fromHost: readonly Result[]): { passed: number; tried: number } {
  const forged = fromHost.flatMap(({ shot: { trial }, arrived }) =>
    trial.kind === "forged" ? [{ index: trial.index, arrived }] : [],
  );
  const passed = forged.filter(({ arrived }) => arrived > 0).map(({ index }) => index);
  return { passed: new Set(passed).size, tried: new Set(forged.map(({ index }) => index)).size };
}

type Blocked = "forged" | "foreign" | "tagged";

function blocked(
  results: readonly Result[],
  kind: Blocked,
  place: (shot: Shot) => string,
  vendors: Vendors,
): Finding[] {
  const ofKind = results.filter(({ shot: { trial } }) => trial.kind === kind && !isFurther(trial));
  const places = [...new Set(ofKind.filter(({ arrived }) => arrived === 0).map(({ shot }) => place(shot)))];
  return places.map((host) => {
    const here = ofKind.filter(({ shot }) => place(shot) === host);
    const lost = here.filter(({ arrived }) => arrived === 0).map(({ shot }) => shot);
    const { name, setting } = hypervisorSetting(vendors.get(host.split(" ")[0] ?? "") ?? "", kind);
    return { host, block: kind, message: `${describeLoss(kind, host, lost, here.length)} ${name}: ${setting}.` };
  });
}

function describeLoss(kind: Blocked, host: string, lost: readonly Shot[], all: number): string {
  const some = lost.length === all ? "" : ` (${lost.length} of ${all})`;
  switch (kind) {
    case "forged":
      return `${host}: frames from MACs other than its own do not leave it${some}, so its containers cannot send.`;
    case "foreign":
      return `${host}: frames for MACs other than its own do not reach it${some}, so its containers cannot receive.`;
    case "tagged":
      return `${host}: frames of VLAN ${vlansOf(lost.map((shot) => ({ shot })))} are lost between them.`;
  }
}

/** Whether a trial is one of those that look for a limit, from a host's second and further MACs. */
export function isFurther(trial: Trial): boolean {
  return trial.kind === "forged" && trial.index > 0;
}

function vlansOf(results: readonly Pick<Result, "shot">[]): string {
  const vlans = results.flatMap(({ shot: { trial } }) => (trial.kind === "tagged" ? [trial.vlan] : []));
  return [...new Set(vlans)].sort((a, b) => a - b).join(", ");
}
