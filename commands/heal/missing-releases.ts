import type { State } from "../state";

type Resource = Pick<NonNullable<State["deployment"]["resources"]>[number], "urn">;

/**
 * URNs of the hosts' own releases (`components/release-on-host.ts`) that a state of an earlier version lacks. Networks depend on
 * them, and the engine replaces nothing that depends on what it may not make.
 */
export function missingReleases(resources: readonly Resource[]): string[] {
  const known = new Set(resources.map(({ urn }) => urn));
  return [...known].flatMap((urn) => {
    const release = urn.replace(/-prepare$/, "-release");
    return release === urn || known.has(release) ? [] : [release];
  });
}
