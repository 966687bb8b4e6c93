/** The two verbs of a script, as POSIX shell. */
export interface ScriptParts {
  /** Who owns what the script makes; several stacks may share a host. */
  readonly stack: string;
  /** Values that the parts use as shell variables. */
  readonly values: Readonly<Record<string, string | number>>;
  /** Converges: makes what is missing, leaves what is right. */
  readonly apply: string;
  /** Takes back what `apply` made, and succeeds when it is gone already. */
  readonly remove: string;
}

/** Folder on a host where this product notes what it made. */
export const STATE_FOLDER = "/var/lib/macvlan-fabric";

/**
 * Renders a script for `sh -s -- apply|remove`. The whole text is read before its last line runs anything, so commands
 * inside cannot swallow the script from stdin. One script at a time runs on a host. What it wrote is on the disk before it
 * reports success: the stack's state would go on to say "done" after a power cut that took the files.
 */
export function hostScript(parts: ScriptParts): string {
  const values: [string, string | number][] = Object.entries({
    ...parts.values,
    stack: parts.stack,
    state: STATE_FOLDER,
  });
  return [
    "set -eu",
    "PATH=$PATH:/usr/sbin:/sbin",
    ...values.map(([name, value]) => `${name}=${shellWord(String(value))}`),
    HELPERS,
    `apply() {\n${parts.apply.trim()}\n}`,
    `remove() {\n${parts.remove.trim()}\n}`,
    'mkdir -p "$state"; exec 9>"$state/lock"; flock -w 90 9 || fail "another run holds $state/lock"; ("$1") </dev/null; sync -f /etc /var',
    "",
  ].join("\n");
}

/** A word that the shell takes literally. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * `claim THING`: this stack uses it. `release THING`: it no longer does; true when nobody else does either.
 * `write FILE`: replaces the file by stdin in one step; an equal file is left alone.
 */
const HELPERS = String.raw`
fail() { echo "$(uname -n): $*" >&2; exit 1; }
claim() { mkdir -p "$state/claims/$1"; : >"$state/claims/$1/$stack"; }
release() {
  rm -f "$state/claims/$1/$stack"
  rmdir "$state/claims/$1" 2>/dev/null || [ ! -e "$state/claims/$1" ] || return 1
}
write() {
  mkdir -p "$(dirname "$1")"; cat >"$1.new"
  if cmp -s "$1.new" "$1"; then rm "$1.new"; else chmod 0644 "$1.new"; mv "$1.new" "$1"; fi
}
`.trim();
