import type { DarkTime, EndpointDarkTime } from "./dark-time-report";
import type { Touched, WatchPlan } from "./choose-sources";
import type { Endpoint, Spot } from "./endpoints";
import { complement, intersection, lengthOf, union, type Interval } from "./intervals";
import type { Heard, Run } from "./read-watch";

/** Seconds between two questions. */
const PERIOD = 0.1;
/**
 * Seconds of silence from which it counts: a lost packet does not. What the change leaves alone has to be silent for longer,
 * because a busy host may take that long to answer.
 */
const RESOLUTION = { changed: 0.3, unchanged: 1 };

/** What was heard of a change. */
export interface Measured {
  readonly plan: WatchPlan;
  /** By the host that asked. */
  readonly heard: ReadonlyMap<string, Heard>;
  /** The change until everything answered again, in seconds of this machine's clock. */
  readonly change: Interval;
}

/** How long each endpoint did not answer. @param whys why the change makes a container dark, by name */
export function judgeDarkTime(
  endpoints: readonly Endpoint[],
  touched: Touched,
  measured: Measured,
  whys: ReadonlyMap<string, string>,
): DarkTime {
  const owners = ownersOf(endpoints, measured.plan);
  const seconds = lengthOf([measured.change]);
  return {
    seconds: round(seconds),
    touchedHosts: [...touched.keys()],
    endpoints: endpoints.map((endpoint) => judge(endpoint, owners, measured, whys)),
  };
}

/** By host and id: who has the address before the change, and who after it. */
type Owners = ReadonlyMap<string, { readonly before: readonly Endpoint[]; readonly after: readonly Endpoint[] }>;

function ownersOf(endpoints: readonly Endpoint[], plan: WatchPlan): Owners {
  const owners = new Map<string, { before: Endpoint[]; after: Endpoint[] }>();
  for (const endpoint of endpoints) {
    for (const when of ["before", "after"] as const) {
      const spot = endpoint[when];
      if (spot === undefined) continue;
      for (const source of plan.sourcesOf(spot)) {
        const key = `${source} ${plan.idOf(source, spot)}`;
        const known = owners.get(key) ?? { before: [], after: [] };
        known[when].push(endpoint);
        owners.set(key, known);
      }
    }
  }
  return owners;
}

function judge(
  endpoint: Endpoint,
  owners: Owners,
  { plan, heard, change }: Measured,
  whys: ReadonlyMap<string, string>,
): EndpointDarkTime {
  const { kind, name, segment, before, after } = endpoint;
  const spots = [before, after].flatMap((spot) => spot ?? []);
  const sources = (spot: Spot): string[] =>
    plan.sourcesOf(spot).filter((source) => heard.get(source)?.missing.has(plan.idOf(source, spot)) !== true);
  const used = [...new Set(spots.flatMap(sources))].filter((source) => (heard.get(source)?.periods.length ?? 0) > 0);
  const listened = spots
    .map((spot) => union(...sources(spot).map((source) => heard.get(source)?.periods ?? [])))
    .reduce((all, one) => intersection(all, one), [change]);
  const answers = union(
    ...spots.flatMap((spot) => sources(spot).map((source) => ownRuns(endpoint, source, spot, owners, plan, heard))),
  );
  const why = endpoint.why ?? (kind === "container" ? whys.get(name) : undefined);
  const resolution =
    why !== undefined || before?.address !== after?.address ? RESOLUTION.changed : RESOLUTION.unchanged;
  const isSilence = ({ from, to }: Interval): boolean => to - from > resolution;
  const silences = intersection(complement(answers, change), listened).filter(isSilence);
  const at = ({ host, address }: Spot): { host: string; address: string } => ({ host, address });
  const gaps = silences.map(({ from, to }) => ({
    from: round(from - change.from),
    to: round(to - change.from),
  }));
  const outcome = outcomeOf(endpoint, answers, silences, listened, change);
  const first = answers.find(({ to }) => to > change.from);
  return {
    ...{ kind, name },
    ...(segment === undefined ? {} : { segment }),
    ...(before === undefined ? {} : { before: at(before) }),
    ...(after === undefined ? {} : { after: at(after) }),
    askedFrom: used,
    outcome,
    ...(isDark(outcome) ? { darkSeconds: round(darkSeconds(silences)), gaps } : {}),
    ...(outcome === "new" && first !== undefined ? { firstAnswer: round(first.from - change.from) } : {}),
    ...(outcome === "gone" ? { lastAnswer: round((answers.at(-1)?.to ?? change.from) - change.from) } : {}),
    resolutionSeconds: resolution,
    unheardSeconds: round(lengthOf(complement(listened, change).filter(isSilence))),
    ...(why === undefined ? {} : { why }),
  };
}

function isDark(outcome: EndpointDarkTime["outcome"]): boolean {
  return outcome === "answered" || outcome === "dark" || outcome === "still dark";
}

function outcomeOf(
  { before, after }: Endpoint,
  answers: readonly Interval[],
  silences: readonly Interval[],
  listened: readonly Interval[],
  change: Interval,
): EndpointDarkTime["outcome"] {
  if (listened.length === 0) return "not asked";
  if (answers.length === 0) return "never answered";
  if (before === undefined) return "new";
  if (after === undefined) return "gone";
  if (silences.length === 0) return "answered";
  return (silences.at(-1)?.to ?? 0) >= change.to ? "still dark" : "dark";
}

/** The last answer before a silence came less than a period before the first question without one. */
function darkSeconds(silences: readonly Interval[]): number {
  return silences.reduce((sum, { from, to }) => sum + to - from - PERIOD, 0);
}

/** The answers for an address that came from the endpoint, and not from who had it before or has it afterwards. */
function ownRuns(
  endpoint: Endpoint,
  source: string,
  spot: Spot,
  owners: Owners,
  plan: WatchPlan,
  heard: ReadonlyMap<string, Heard>,
): readonly Run[] {
  const id = plan.idOf(source, spot);
  const runs = heard.get(source)?.runs.get(id) ?? [];
  const { before, after } = owners.get(`${source} ${id}`) ?? { before: [], after: [] };
  const [had, has] = [before.includes(endpoint), after.includes(endpoint)];
  if (had && has) return runs;
  if (had) return after.length === 0 ? runs : runs.slice(0, changeOfOwner(runs));
  return before.length === 0 ? runs : runs.slice(changeOfOwner(runs));
}

/**
 * Where in the runs the next owner begins: with another MAC, or after the longest silence, since no two have the address at
 * once. Without either there is no next one.
 */
export function changeOfOwner(runs: readonly Run[]): number {
  const other = runs.findIndex(({ mac }) => mac !== runs[0]?.mac);
  if (other > 0) return other;
  const silences = runs.slice(1).map(({ from }, index) => from - (runs[index]?.to ?? from));
  return silences.length === 0 ? runs.length : silences.indexOf(Math.max(...silences)) + 1;
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
