/** Why the lab's guests cannot run on a system, and what to do instead; undefined where they can. */
export function labRefusal(
  platform: NodeJS.Platform,
  architecture: NodeJS.Architecture,
  kernelRelease: string,
): string | undefined;
/** What to say on Windows outside WSL, where no command works. */
export function windowsRefusal(): string;
