import { isOlder } from "../docker-version";

/** What the plan needs from the Docker engine of a host. */
export interface Requirement {
  readonly host: string;
  /** What needs it, in the configuration. */
  readonly path: string;
  /** The oldest version that does it. */
  readonly since: string;
  /** Engines older than this do it too, in their own way. */
  readonly before?: string;
  /** What engines without it do: a clause that follows a colon, such as `older versions ignore it`. */
  readonly reason: string;
  /** What to do instead of upgrading Docker, such as `add a gateway`. */
  readonly alternative: string;
}

/** Whether an engine meets a requirement. */
export function meets(engine: string, { since, before }: Pick<Requirement, "since" | "before">): boolean {
  return !isOlder(engine, since) || (before !== undefined && isOlder(engine, before));
}

/** What to do about an engine that does not meet a requirement. */
export function remedyText({ alternative }: Pick<Requirement, "alternative">): string {
  return `upgrade Docker, or ${alternative}`;
}

/** The engines that meet a requirement, in words: `Docker 29.3.0 or later, or one before 28.0.0`. */
export function enginesText({ since, before }: Pick<Requirement, "since" | "before">): string {
  return `Docker ${since} or later${before === undefined ? "" : `, or one before ${before}`}`;
}
