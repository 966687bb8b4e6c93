/** The Docker engines that a guest can run, by their major version, oldest first. */
export const ENGINES = ["26", "28", "29"] as const;
export type Engine = (typeof ENGINES)[number];

/** The engine of guests from the time when there was no choice. */
export const FIRST_ENGINE: Engine = "26";

/** The newest engine that comes without a build. */
export const DEFAULT_ENGINE: Engine = "28";

/** Where a guest's engine comes from. */
export interface EngineSource {
  /** The major version of Docker's packages. */
  readonly packages: string;
  /** The Debian release that they come from. Absent: the guest's own. */
  readonly release?: string;
  /** Whether a `dockerd` that is built from source then replaces theirs. */
  readonly built?: true;
}

/** Only the engine differs between guests: Docker's packages of a later Debian fit this one. No Debian has Docker 29. */
export const ENGINE_SOURCES: Readonly<Record<Engine, EngineSource>> = {
  "26": { packages: "26" },
  "28": { packages: "28", release: "forky" },
  "29": { packages: "28", release: "forky", built: true },
};
