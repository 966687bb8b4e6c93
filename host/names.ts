import { hostScript, STATE_FOLDER } from "./render";

/** Where a container's hosts file is on its host; the container has it as /etc/hosts. */
export function hostsFilePath(stack: string, container: string): string {
  return `${STATE_FOLDER}/${stack}/names/${container}`;
}

/**
 * Writes the hosts files of the containers of a host.
 * @param owner the host's name: under another one, what the new name's script has written stays
 * @param files sorted lines, by container
 */
export function namesScript(stack: string, owner: string, files: ReadonlyMap<string, readonly string[]>): string {
  // Many files are the same, and most lines are in many of them: each stands once, behind the numbers of its files.
  const views = new Map<string, string>();
  const holders = new Map<string, string[]>();
  const containers = [...files].map(([name, lines]) => {
    const text = lines.join("\n");
    const known = views.get(text);
    const view = known ?? String(views.size);
    if (known === undefined) {
      views.set(text, view);
      for (const line of lines) holders.set(line, [...(holders.get(line) ?? []), view]);
    }
    return `${name} ${view}`;
  });
  const rows = [...holders.keys()].sort().map((line) => {
    const list = holders.get(line) ?? [];
    return `${list.length === views.size ? "*" : `,${list.join(",")},`} ${line}`;
  });
  return hostScript(
    stack,
    { owner, containers: containers.join("\n"), rows: rows.join("\n") },
    "rewrite.sh",
    "names.sh",
  );
}
