import { dockerProblem, type ProbeOutput } from "./probe-output";
import type { Cell, Probe } from "./probes";

/** What a cell or probe showed. Only `no answer` proves a block: the probe ran, sent, and received nothing. */
export interface Outcome {
  readonly observed: "reach" | "no answer" | "not probed";
  readonly rttMs?: number;
  /** MACs of all who answered. */
  readonly macs?: readonly string[];
  /** What was seen, in words; always present unless an answer came. */
  readonly detail?: string;
  /** Whether another try cannot change it, as with a missing tool. */
  readonly final?: boolean;
}

/** Judges what one probe printed. */
export function probeOutcome(probe: Probe, host: string, output: ProbeOutput): Outcome {
  const missing = neededTools(probe).find((tool) => output.missing.has(tool));
  if (missing !== undefined)
    return { ...notProbed(`${missing} is missing on ${host}: ${INSTALL[missing] ?? ""}`), final: true };
  const result = output.probes.get(probe.id);
  if (result === undefined) return notProbed(whyNoResult(probe, host, output));
  const { kind, rttMs, macs, text } = result;
  const seen = macs.length === 0 ? {} : { macs };
  // A request that made somebody tell his address was heard, even if the ping itself got no answer.
  if (kind === "answer" || (kind === "silence" && macs.length > 0))
    return {
      observed: kind === "answer" ? "reach" : "no answer",
      ...(rttMs === undefined ? {} : { rttMs }),
      ...seen,
      ...(kind === "answer" ? {} : { detail: silence(probe, text) }),
    };
  if (kind === "silence") return { observed: "no answer", detail: silence(probe, text) };
  return notProbed(`${probe.method} failed on ${host}: ${text}`);
}

const SILENT: Record<Cell["method"], string> = {
  ping: "no answer to ping",
  arp: "no answer to ARP requests",
  ndp: "no answer to neighbour solicitations",
  tcp: "no connection",
};

function silence({ method }: Probe, text: string): string {
  return text === "no answer" || text === "" ? SILENT[method] : text.toLowerCase();
}

/**
 * Judges a cell by all its probes, but for who answered. An answer to any of them is a reach; silence counts only if every
 * one really ran.
 */
export function cellOutcome(cell: Cell, outcomes: readonly Outcome[]): Outcome & { ok: boolean } {
  const main = outcomes[0] ?? notProbed("there was no probe");
  const macs = [...new Set(outcomes.flatMap((outcome) => outcome.macs ?? []))];
  const seen = macs.length === 0 ? {} : { macs };
  if (cell.expect === "reach") return { ...main, ...seen, ok: main.observed === "reach" };
  const answer = outcomes.find(({ observed, macs: who = [] }) => observed === "reach" || who.length > 0);
  const unclear = outcomes.find(({ observed }) => observed === "not probed");
  // A reach is proof: no later silence disproves it.
  if (answer !== undefined) {
    const detail = answerText(macs, answer !== main || main.observed !== "reach");
    return { ...answer, observed: "reach", ...seen, detail, final: true, ok: false };
  }
  if (unclear !== undefined) return { ...unclear, ok: false };
  return { ...main, ok: main.observed === "no answer" };
}

function answerText(macs: readonly string[], secondLook: boolean): string {
  const who = macs.length === 0 ? "a device" : macs.join(" and ");
  if (secondLook) return `${who} answered when asked for the address: both are in one layer-2 domain`;
  return macs.length === 0 ? "an answer came" : `${who} answered`;
}

function whyNoResult({ container }: Probe, host: string, seen: ProbeOutput): string {
  if (!seen.complete) return `the probe script on ${host} ended before this probe`;
  const status = container === undefined ? "" : seen.containers.get(container)?.status;
  const problem = dockerProblem(seen);
  const [says] = seen.proberSays;
  if (status === undefined && problem !== undefined) return `Docker on ${host} does not answer: ${problem}`;
  if (status === undefined) return `container ${container ?? ""} does not exist on ${host}`;
  if (container !== undefined && status !== "running")
    return `container ${container} on ${host} is not running (${status})`;
  if (says !== undefined) return `the program that sends the probes failed on ${host}: ${says}`;
  return `the probe on ${host} left no result: the container may have stopped in the meantime`;
}

function neededTools({ container }: Probe): string[] {
  return ["perl", ...(container === undefined ? [] : ["docker", "timeout"])];
}

/** Packages are named for Debian and Ubuntu, Fedora and RHEL, openSUSE and SLES, Alpine, and Arch. */
const INSTALL: Readonly<Record<string, string>> = {
  perl: "apt-get install perl-base, dnf install perl-interpreter, zypper install perl-base, apk add perl, or pacman -S perl",
  timeout: "apt-get, dnf, zypper, apk or pacman, and the package coreutils",
  docker: "install docker-ce from Docker's own repository, or docker.io, moby-engine or docker of the distribution",
};

function notProbed(detail: string): Outcome {
  return { observed: "not probed", detail };
}
