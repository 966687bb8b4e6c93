/**
 * What a script has said on a host, without the host's name, which `fail` in prelude.sh puts in front of it: for a message that
 * names the host itself.
 */
export function saidOn(host: string, text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => (line.startsWith(`${host}: `) ? line.slice(host.length + 2) : line))
    .join("\n");
}
