import type { Cell } from "../probes";
import type { Hop } from "./hops";

/** What passes: who asks for the address, the answer, the ping and the reply. */
export const KINDS = ["question", "answer", "ping", "reply"] as const;
export type Kind = (typeof KINDS)[number];

/** What a hop has heard, or why it could not listen. */
export type HopHeard = { readonly heard: ReadonlySet<Kind> } | { readonly deaf: string };

/** What a cell sends, and what it is answered with. Over a router, each leg has questions of its own, for other addresses. */
export function kindsOf({ method, via, to }: Cell): readonly Kind[] {
  if (via !== undefined && to.kind !== "router") return KINDS.slice(2);
  return method === "arp" || method === "ndp" ? KINDS.slice(0, 2) : KINDS;
}

/** What a trace has shown. */
export interface Verdict {
  /** Whether the last frame that comes back has been seen where the way begins. */
  readonly isAnswered: boolean;
  /** Where the frames were last seen, and who is next. */
  readonly says: string;
}

interface Step {
  readonly kind: Kind;
  readonly at: number;
}

/** Judges a cell by what its hops have heard, by place. */
export function judgeTrace(cell: Cell, hops: readonly Hop[], heard: readonly HopHeard[]): Verdict {
  const kinds = kindsOf(cell);
  // Questions and pings go forward, what they are answered with comes back. What could not listen proves nothing.
  const steps = kinds.flatMap((kind, index): Step[] => {
    const places = hops.map((_, at) => at).filter((at) => "heard" in (heard[at] ?? {}));
    return (index % 2 === 0 ? places : places.reverse()).map((at) => ({ kind, at }));
  });
  const last = steps.map(({ kind, at }) => hasHeard(heard[at], kind)).lastIndexOf(true);
  const [seen, next] = [steps[last], steps[last + 1]];
  return next === undefined
    ? { isAnswered: true, says: `${whole(cell)}: frames pass every hop in both directions.` }
    : { isAnswered: false, says: lostBetween(cell, hops, seen, next) };
}

function lostBetween(cell: Cell, hops: readonly Hop[], seen: Step | undefined, next: Step): string {
  const [here, there] = [hops[seen?.at ?? 0], hops[next.at]];
  if (seen === undefined || here === undefined) {
    const gateway = kindsOf(cell).includes("question")
      ? ""
      : `, and does ${cell.via ?? ""} answer it (\`npm run trace -- ${cell.from.name} ${cell.via ?? ""}\`)`;
    return `Nothing was heard on ${there?.name ?? "any hop"}, where the way begins. Next: ${cell.from.name}: is that link up (\`ip link\`), has it a route there${gateway}?`;
  }
  const where = `The ${seen.kind} was last seen on ${here.name}`;
  if (seen.kind !== next.kind) return `${where}. Next: ${turn(cell, next.kind, there?.name ?? "")}`;
  const forward = seen.at < next.at;
  const between = forward ? there?.between : here.between;
  return `${where}, and not on ${there?.name ?? ""}. Next: ${(between ?? "").replace(/[^?]$/, "$&.")}`;
}

function hasHeard(hop: HopHeard | undefined, kind: Kind): boolean {
  return hop !== undefined && "heard" in hop && hop.heard.has(kind);
}

function whole({ method, port }: Cell): string {
  return method === "tcp"
    ? `The ping is answered, so the network is not the reason that port ${String(port)} is not reached`
    : "Answered";
}

/** Who must send what comes next. */
function turn({ from, to, address }: Cell, kind: Kind, name: string): string {
  switch (kind) {
    case "question":
      return `${from.name}, which asks for nothing.`;
    case "answer":
      return `${to.name}, which does not answer for ${address}${name.startsWith(`${to.name} `) ? "" : ` on ${name}`}: has it that address, and is its link up (\`ip address\` in it)?`;
    case "ping":
      return `${from.name}, which sends no ping although ${address} answers: its routes, or a firewall in it.`;
    case "reply":
      return `${to.name}, which has got the ping${name.startsWith(`${to.name} `) ? "" : ` on ${name}`} and does not reply: a firewall in it, its way back, or \`${address.includes(":") ? "net.ipv6.icmp.echo_ignore_all" : "net.ipv4.icmp_echo_ignore_all"}\`.`;
  }
}
