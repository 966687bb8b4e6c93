import { readJsonList } from "./read-props";

/**
 * Parses the options of the OpenSSH client from its arguments, `-o Key=Value` and `-oKey Value`. Keys are in lower case; the
 * first value of a key counts, as in OpenSSH.
 */
export function parseSshOptions(args: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  args.forEach((arg, index) => {
    const text =
      arg === "-o" ? args[index + 1] : args[index - 1] !== "-o" && arg.startsWith("-o") ? arg.slice(2) : undefined;
    const [, key, value] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/.exec(text ?? "") ?? [];
    if (key !== undefined && !options.has(key.toLowerCase())) options.set(key.toLowerCase(), (value ?? "").trim());
  });
  return options;
}

/** The arguments in a provider's `sshOpts`. */
export function readSshArguments(value: unknown): string[] {
  return readJsonList(value).filter((item) => typeof item === "string");
}

/** What is wrong with the host key checking of an SSH client; undefined when only a pinned key passes. */
export function findHostKeyFault(options: ReadonlyMap<string, string>): string | undefined {
  const checking = options.get("stricthostkeychecking");
  if (checking !== "yes") return `StrictHostKeyChecking is ${checking ?? "not set"}; set it to yes`;
  for (const key of ["NoHostAuthenticationForLocalhost", "VerifyHostKeyDNS"]) {
    const value = options.get(key.toLowerCase()) ?? "no";
    if (value !== "no") return `${key} is ${value}; remove it`;
  }
  const file = options.get("userknownhostsfile");
  if ((file === "/dev/null" || file === "none") && !options.has("knownhostscommand")) {
    return `UserKnownHostsFile is ${file} and no KnownHostsCommand provides the key; name a file or a command that does`;
  }
  return undefined;
}
