import { dockerProblem, type ProbeOutput, type ProbeResult } from "./probe-output";
import type { Cell, Probe } from "./probes";

/** What a cell or probe showed. Only `no answer` proves a block: the probe ran, sent, and received nothing. */
export interface Outcome {
  readonly observed: "reach" | "no answer" | "not probed";
  readonly rttMs?: number;
  /** Who answered an ARP request. */
  readonly macs?: readonly string[];
  /** What was seen, in words; always present unless an answer came. */
  readonly detail?: string;
  /** Whether another try cannot change it, as with a missing tool. */
  readonly final?: boolean;
}

/** Judges what one probe printed. The text decides, not the exit status: that is the same for silence and for misuse. */
export function probeOutcome(probe: Probe, host: string, output: ProbeOutput): Outcome {
  const missing = missingTool(probe, output.missing);
  if (missing !== undefined)
    return { ...notProbed(`${missing} is missing on ${host}: ${INSTALL[missing] ?? ""}`), final: true };
  const result = output.probes.get(probe.id);
  if (result === undefined) return notProbed(whyNoResult(probe, host, output));
  return (
    READERS[probe.method](result) ??
    notProbed(`${probe.method} failed on ${host} (exit ${result.status}): ${result.text}`)
  );
}

/**
 * Judges a cell by all its probes. An answer to any of them is a reach; silence counts only if every one really ran.
 * @param planned MAC that may answer an ARP request; any other is an intruder.
 */
export function cellOutcome(
  cell: Cell,
  outcomes: readonly Outcome[],
  planned: string | undefined,
): Outcome & { ok: boolean } {
  const answer = outcomes.find(({ observed }) => observed === "reach");
  const silent = outcomes.find(({ observed }) => observed === "not probed");
  const main = outcomes[0] ?? notProbed("there was no probe");
  if (cell.expect === "reach") {
    const intruders = (main.macs ?? []).filter((mac) => planned !== undefined && mac !== planned.toLowerCase());
    if (intruders.length === 0) return { ...main, ok: main.observed === "reach" };
    const detail = `answered by ${intruders.join(" and ")}, planned is ${planned ?? ""}: another device has this address`;
    return { ...main, detail, final: true, ok: false };
  }
  // A reach is proof: no later silence disproves it.
  if (answer !== undefined) return { ...answer, detail: answerText(answer, answer !== main), final: true, ok: false };
  if (silent !== undefined) return { ...silent, ok: false };
  return { ...main, ok: main.observed === "no answer" };
}

function answerText({ macs, detail }: Outcome, secondLook: boolean): string {
  const who = macs?.join(" and ");
  if (secondLook) return `${who ?? "a device"} answered an ARP request: both are in one layer-2 domain`;
  return detail ?? (who === undefined ? "an answer came" : `${who} answered`);
}

const READERS: Record<Cell["method"], (result: ProbeResult) => Outcome | undefined> = {
  ping({ text }) {
    const rtt = /bytes from .* time[=<]([\d.]+) ?ms/.exec(text)?.[1];
    if (rtt !== undefined) return { observed: "reach", rttMs: Number(rtt) };
    if (/unreachable|no route to host/i.test(text)) return noAnswer(unreachable(text));
    return /\b0 (packets )?received/.test(text) ? noAnswer("no answer to ping") : undefined;
  },
  arp({ text }) {
    const replies = [...text.matchAll(/reply from \S+ \[([0-9a-f:]+)\](?:\s+([\d.]+) ?ms)?/gi)];
    const rtt = replies[0]?.[2];
    const macs = [...new Set(replies.map((reply) => reply[1]?.toLowerCase() ?? ""))];
    if (macs.length > 0) return { observed: "reach", macs, ...(rtt === undefined ? {} : { rttMs: Number(rtt) }) };
    return /Sent [1-9].*Received 0 /.test(text) ? noAnswer("no answer to ARP requests") : undefined;
  },
  tcp({ status, text }) {
    const times = /connected (\d+)[.,](\d+) (\d+)[.,](\d+)/.exec(text)?.slice(1).map(Number);
    if (times !== undefined) return { observed: "reach", rttMs: elapsed(times) };
    if (status === 0) return { observed: "reach" };
    // A refusal is an answer but not a connection: it proves neither a reach nor a block.
    if (/refused/i.test(text))
      return notProbed("connection refused: the host answers, but nothing listens on the port");
    if (/unreachable|no route to host/i.test(text)) return noAnswer(unreachable(text));
    return status === 124 || /timed? ?out/i.test(text) ? noAnswer("no connection within 3 s") : undefined;
  },
};

function unreachable(text: string): string {
  return /network is unreachable/i.test(text) ? "no route to it" : "destination unreachable: nobody answers ARP for it";
}

function elapsed([s1 = 0, us1 = 0, s2 = 0, us2 = 0]: number[]): number {
  return Math.round((s2 - s1) * 1e6 + us2 - us1) / 1000;
}

function whyNoResult({ container }: Probe, host: string, seen: ProbeOutput): string {
  if (!seen.complete) return `the probe script on ${host} ended before this probe`;
  const status = container === undefined ? "" : seen.containers.get(container)?.status;
  const problem = dockerProblem(seen);
  if (status === undefined && problem !== undefined) return `Docker on ${host} does not answer: ${problem}`;
  if (status === undefined) return `container ${container ?? ""} does not exist on ${host}`;
  if (status !== "running") return `container ${container ?? ""} on ${host} is not running (${status})`;
  return `the probe on ${host} left no result: the container may have stopped in the meantime`;
}

function missingTool({ method, container }: Probe, missing: ReadonlySet<string>): string | undefined {
  const needed = [...(container === undefined ? [] : ["docker", "nsenter"]), TOOL[method], "timeout"];
  return needed.find((tool) => missing.has(tool));
}

const TOOL: Record<Cell["method"], string> = { ping: "ping", arp: "arping", tcp: "bash" };

const INSTALL: Readonly<Record<string, string>> = {
  ping: "apt-get install iputils-ping",
  arping: "apt-get install iputils-arping (no other arping will do)",
  bash: "apt-get install bash or netcat-openbsd",
  nsenter: "apt-get install util-linux",
  timeout: "apt-get install coreutils",
  docker: "apt-get install docker.io or docker-ce",
};

function noAnswer(detail: string): Outcome {
  return { observed: "no answer", detail };
}

function notProbed(detail: string): Outcome {
  return { observed: "not probed", detail };
}
