import { UserError } from "../../support/errors";
import { parseAddress } from "../../topology/ip";
import { key } from "../../topology/schema/primitives";

export interface ImportHost {
  readonly name: string;
  /** On the LAN. Absent: not known. */
  readonly address?: string;
}

/**
 * Which host each file is for. `--host` takes `NAME`, `NAME=ADDRESS`, `FILE=NAME` and `FILE=NAME=ADDRESS`; without a file, the
 * first is for the first file, and a single one for all of them.
 * @throws UserError
 */
export function hostsOfFiles(files: readonly string[], given: readonly string[]): Map<string, ImportHost> {
  const hosts = new Map<string, ImportHost>();
  const inOrder: ImportHost[] = [];
  for (const text of given) {
    const file = files.find((each) => text.startsWith(`${each}=`));
    if (file === undefined) inOrder.push(parseHost(text, text));
    else hosts.set(file, parseHost(text.slice(file.length + 1), text));
  }
  const open = files.filter((file) => !hosts.has(file));
  if (inOrder.length > 1 && inOrder.length !== open.length)
    throw new UserError(
      `--host: there are ${inOrder.length} for ${open.length} files: give one for each file, one for all, or FILE=NAME`,
    );
  open.forEach((file, index) => {
    const host = inOrder.length === 1 ? inOrder[0] : inOrder[index];
    hosts.set(file, host ?? { name: `docker${String(index + 1).padStart(2, "0")}` });
  });
  return new Map(files.flatMap((file) => [[file, hosts.get(file) ?? { name: file }]]));
}

function parseHost(text: string, option: string): ImportHost {
  const [name = "", address] = text.split("=");
  if (!key.safeParse(name).success)
    throw new UserError(
      `--host ${option}: "${name}" is not a valid name: write it as docker01, docker01=192.168.1.11 or FILE=docker01`,
    );
  if (address === undefined) return { name };
  if (parseAddress(address) === undefined)
    throw new UserError(`--host ${option}: "${address}" is not a valid IP address: write it as docker01=192.168.1.11`);
  return { name, address };
}
