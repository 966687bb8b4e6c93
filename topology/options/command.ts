/** A shell that ends at once on SIGTERM, so that stopping the container does not have to wait for SIGKILL. */
const SLEEP = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"] as const;

/** The command that a container is given; undefined for the image's own. */
export function commandOf(options: {
  readonly command?: readonly string[] | null;
  readonly entrypoint?: readonly string[];
}): string[] | undefined {
  const { command = options.entrypoint === undefined ? SLEEP : null } = options;
  return command === null ? undefined : [...command];
}
