import type { Writable } from "node:stream";
import type { FabricOutput } from "../../harness/contract";
import { inLines } from "../../harness/dark-time/watch-host";
import { groupBy } from "../../harness/group-by";
import type { Connect, SshSession } from "../../harness/ssh";
import { renderCapture } from "../../host/capture";
import type { CaptureLink } from "./links";
import { Merge } from "./merge";

/** Seconds after which a host stops by itself, if its session was never closed. */
const LIMIT = 4 * 60 * 60;
/** Milliseconds between writes. */
const PAUSE = 250;

/**
 * Records links of several hosts at once into one pcapng stream, with an interface for each. The hosts' clocks need not agree:
 * times are those of this machine, as exact as a message of the host's is fast.
 * Resolves, once all hosts record, to what ends it in order.
 * @param report receives what a host says in between
 * @throws Error if a host cannot be reached
 */
export async function recordHosts(
  links: readonly CaptureLink[],
  output: FabricOutput,
  out: Writable,
  connect: Connect,
  report: (line: string) => void,
): Promise<() => void> {
  const merge = new Merge(
    out,
    links.map(({ name }) => name),
  );
  const byHost = groupBy([...links.entries()], ([, { host }]) => host);
  const sessions: SshSession[] = [];
  const close = (): void => {
    for (const session of sessions) session.close();
  };
  let isStopped = false;
  const recordHost = async (host: string, own: readonly (readonly [number, CaptureLink])[]): Promise<void> => {
    const ssh = output.hosts[host]?.ssh;
    if (ssh === undefined) throw new Error(`${host}: is missing from the stack output`);
    const session = await connect(host, ssh);
    sessions.push(session);
    const rows = own.map(([at, { container, link, vlans }]) => ({
      ...{ id: String(at), link, vlans },
      ...(container === undefined ? {} : { container }),
    }));
    await new Promise<void>((resolve, reject) => {
      let ahead = 0;
      const take = (line: string): void => {
        const [kind, id = "", ...rest] = line.split("\t");
        const [text = "", direction, hex = ""] = rest;
        if (kind === "@deaf") report(`${links[Number(id)]?.name ?? host}: cannot be recorded: ${text}`);
        if (kind === "@lost") merge.lose(Number(id), Number(text));
        if (kind === "@ready") {
          ahead = Number(id) - now();
          resolve();
        }
        if (kind !== "@frame") return;
        const way = direction === "out" ? "out" : "in";
        merge.add({ port: Number(id), direction: way, time: Number(text) - ahead, bytes: Buffer.from(hex, "hex") });
      };
      const ended = (why: string): void => {
        if (!isStopped) report(`${host}: no longer recorded: ${why}`);
        reject(new Error(`${host}: ${why}`));
      };
      session.run(renderCapture(rows, ssh.port, LIMIT), LIMIT, inLines(take)).then(
        ({ stderr }) => { ended(stderr.trim() || "it has ended"); },
        (error: unknown) => { ended((error as Error).message); },
      ); // prettier-ignore
    });
  };
  try {
    await Promise.all([...byHost].map(([host, own]) => recordHost(host, own)));
  } catch (error) {
    isStopped = true;
    close();
    throw error;
  }
  const writing = setInterval(() => { merge.flush(now()); }, PAUSE); // prettier-ignore
  return () => {
    isStopped = true;
    close();
    clearInterval(writing);
    merge.end();
  };
}

/** Microseconds since 1970. */
function now(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
