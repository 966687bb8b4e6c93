import { isOlder } from "./docker-version";

/** A network of a container, as far as its default route depends on it. */
export interface RouteCandidate {
  /** Name of the Docker network. */
  readonly network: string;
  /** Docker's gateway priority. */
  readonly priority: number;
  /** Whether it offers a default route in each family: it has a subnet there, and is not internal. */
  readonly ipv4: boolean;
  readonly ipv6: boolean;
}

/** The network of the default route in each family; absent where there is none. */
export interface DefaultRoutes {
  readonly ipv4?: string | undefined;
  readonly ipv6?: string | undefined;
}

/** What the engines from `since` up to, but without, `until` choose. */
export interface EngineChoice {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly routes: DefaultRoutes;
}

type Choose = (candidates: readonly RouteCandidate[]) => DefaultRoutes;

/** Read in moby (`Endpoint.Less`, `getGatewayEndpoint` in libnetwork), and seen with 26.1.5 and 29. */
const CHOICES: readonly { readonly since?: string; readonly choose: Choose }[] = [
  { choose: chooseByName },
  { since: "28.0.0", choose: chooseDualStack },
  { since: "29.4.1", choose: chooseByFamily },
];

/**
 * The default routes of a container by engine: one entry for each behaviour that an engine of at least `oldest` may have.
 * @param oldest the oldest version that the engine may have; undefined when nothing states it
 */
export function defaultRoutes(candidates: readonly RouteCandidate[], oldest: string | undefined): EngineChoice[] {
  return CHOICES.flatMap(({ since, choose }, index) => {
    const until = CHOICES[index + 1]?.since;
    const isPast = oldest !== undefined && until !== undefined && !isOlder(oldest, until);
    return isPast ? [] : [{ since, until, routes: choose(candidates) }];
  });
}

/** The engines of a choice in words, such as `Docker from 28.0.0 up to 29.4.1`. */
export function engineText({ since, until }: EngineChoice): string {
  if (since === undefined) return until === undefined ? "Docker" : `Docker before ${until}`;
  return until === undefined ? `Docker since ${since}` : `Docker from ${since} up to ${until}`;
}

/** Ignores priorities; one network gives both families, and it has to have IPv4. */
function chooseByName(candidates: readonly RouteCandidate[]): DefaultRoutes {
  const weight = ({ ipv4, ipv6 }: RouteCandidate): number => (ipv4 ? 1 : 0) + (ipv6 ? 2 : 0);
  const sorted = [...candidates].sort((a, b) => weight(b) - weight(a) || compareNames(a, b));
  const first = sorted.find(({ ipv4 }) => ipv4);
  return { ipv4: first?.network, ipv6: first?.ipv6 === true ? first.network : undefined };
}

/** A network with both families wins in both, even against a higher priority. */
function chooseDualStack(candidates: readonly RouteCandidate[]): DefaultRoutes {
  const dual = sortByPriority(candidates).find(({ ipv4, ipv6 }) => ipv4 && ipv6)?.network;
  return dual === undefined ? chooseByFamily(candidates) : { ipv4: dual, ipv6: dual };
}

function chooseByFamily(candidates: readonly RouteCandidate[]): DefaultRoutes {
  const sorted = sortByPriority(candidates);
  return { ipv4: sorted.find(({ ipv4 }) => ipv4)?.network, ipv6: sorted.find(({ ipv6 }) => ipv6)?.network };
}

/** Among equal priorities, both families come before one. */
function sortByPriority(candidates: readonly RouteCandidate[]): RouteCandidate[] {
  const families = ({ ipv4, ipv6 }: RouteCandidate): number => Number(ipv4) + Number(ipv6);
  return [...candidates].sort((a, b) => b.priority - a.priority || families(b) - families(a) || compareNames(a, b));
}

/** As Go compares text. */
function compareNames(a: RouteCandidate, b: RouteCandidate): number {
  return Buffer.compare(Buffer.from(a.network), Buffer.from(b.network));
}
