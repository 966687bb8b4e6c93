import { setTimeout as delay } from "node:timers/promises";
import { renderTrace } from "../../host/trace";
import type { FabricOutput } from "../contract";
import { inLines } from "../dark-time/watch-host";
import { groupBy } from "../group-by";
import { probeScript, scriptSeconds } from "../probe-script";
import { addressKey, hostOf, type Cell, type Probe } from "../probes";
import { neighbourMethod } from "../reachability/cell";
import type { Connect, SshSession } from "../ssh";
import { pathOf, type Hop, type Path } from "./hops";
import { judgeTrace, kindsOf, KINDS, type HopHeard, type Kind } from "./judge-trace";
import { traceTable } from "./trace-text";

/** Seconds after which a host stops listening by itself. */
const LISTEN = 90;
/** Milliseconds in which a host must listen, and that an answer may take after the last probe. */
const READY_WITHIN = 40_000;
const LATE = 500;

/** A trace, for people and for scripts. */
export interface Traced {
  /** A table, and a sentence that says where the frames were last seen, and who is next. */
  readonly lines: string[];
  readonly isAnswered: boolean;
}

/**
 * Sends marked probes as a cell does and listens on every link that the plan has on the way, at once.
 * @throws UserError for a cell for whose frames the plan knows no way
 * @throws Error if the source's host cannot be reached
 */
export async function traceCell(cell: Cell, output: FabricOutput, connect: Connect): Promise<Traced> {
  const path = pathOf(cell, output);
  const from = hostOf(cell, output);
  const byHost = groupBy([...path.hops.entries()], ([, { host }]) => host);
  const listeners = await Promise.all(
    [...byHost].map(([host, hops]) => listen(host, hops, { path, cell, output, connect })),
  );
  const source = listeners.find(({ host }) => host === from)?.session;
  try {
    if (source === undefined) throw new Error(listeners.map(({ problem }) => problem ?? "").join("; "));
    const plan = { host: from, probes: probes(cell, path), state: false };
    await source.run(probeScript(plan, output), scriptSeconds(plan, output));
    await delay(LATE);
  } finally {
    for (const { session } of listeners) session?.close();
  }
  const heard = path.hops.map(
    (_, at) => listeners.flatMap(({ found }) => found.get(at) ?? [])[0] ?? { deaf: "unknown" },
  );
  const { isAnswered, says } = judgeTrace(cell, path.hops, heard);
  return { lines: [...traceTable(cell, path.hops, heard), says], isAnswered };
}

/** Who has the address, where that is asked on the way, and a ping unless the cell itself only asks that. */
function probes(cell: Cell, { hops, source }: Path): Probe[] {
  const { from, address, link } = cell;
  const isContainer = from.kind === "container";
  const own = isContainer ? { container: from.name } : {};
  const question: Probe = {
    ...own,
    ...{ id: "0", method: neighbourMethod(address), address, tries: 2 },
    link: isContainer ? source : (link ?? hops[0]?.link ?? ""),
  };
  const ping: Probe = { ...own, id: "1", method: "ping", address, tries: 2 };
  const kinds = kindsOf(cell);
  return [...(kinds.includes("question") ? [question] : []), ...(kinds.includes("ping") ? [ping] : [])];
}

interface Listener {
  readonly host: string;
  readonly session?: SshSession;
  readonly problem?: string;
  /** By place of the hop. */
  readonly found: Map<number, HopHeard>;
}

interface Way {
  readonly path: Path;
  readonly cell: Cell;
  readonly output: FabricOutput;
  readonly connect: Connect;
}

/** Resolves once a host listens, or cannot. */
async function listen(
  host: string,
  hops: readonly (readonly [number, Hop])[],
  { path, cell, output, connect }: Way,
): Promise<Listener> {
  const found = new Map<number, HopHeard>();
  const heard = new Map<number, Set<Kind>>();
  const ssh = output.hosts[host]?.ssh;
  let session: SshSession | undefined;
  try {
    if (ssh === undefined) throw new Error(`${host} is missing from the stack output`);
    const open = (session = await connect(host, ssh));
    const script = renderTrace({
      hops: hops.map(([at, { container, namespace, link }]) => ({
        id: String(at),
        ...(container === undefined ? { link } : { container, link: addressKey(link) }),
        ...(namespace === undefined ? {} : { namespace }),
      })),
      ...{ source: addressKey(path.source), target: addressKey(cell.address), seconds: LISTEN },
    });
    await new Promise<void>((resolve, reject) => {
      const take = (line: string): void => {
        const [kind = "", id = "", text = ""] = line.split("\t");
        if (kind === "@deaf") found.set(Number(id), { deaf: text });
        if (kind === "@heard") heard.get(Number(id))?.add(KINDS.find((each) => each === text) ?? "question");
        if (kind !== "@ready") return;
        for (const [at] of hops) if (!found.has(at)) found.set(at, { heard: putNew(heard, at) });
        resolve();
      };
      // It goes on until the session is closed, which is no fault then.
      open.run(script, LISTEN, inLines(take)).then(({ stderr }) => {
        reject(new Error(`${host}: ${stderr.trim() || "it stopped listening"}`));
      }, reject);
      setTimeout(() => {
        reject(new Error(`${host} did not listen within ${READY_WITHIN / 1000} s: it is busy, or does not answer`));
      }, READY_WITHIN).unref();
    });
    return { host, session, found };
  } catch (error) {
    session?.close();
    const problem = (error as Error).message;
    return { host, problem, found: new Map(hops.map(([at]) => [at, { deaf: problem }])) };
  }
}

function putNew(heard: Map<number, Set<Kind>>, at: number): Set<Kind> {
  const set = new Set<Kind>();
  heard.set(at, set);
  return set;
}
