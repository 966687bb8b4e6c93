import { findCollisions } from "../../../commands/import/collisions";
import { readCompose } from "../../../commands/import/compose-file";
import { importStack, type Imported } from "../../../commands/import/import-stack";

/** A Compose file for a test. */
export interface Sample {
  readonly text: string;
  /** Default: its name. */
  readonly host?: string;
  readonly address?: string;
  readonly values?: Readonly<Record<string, string>>;
}

export interface Result extends Imported {
  /** Containers of the stack, by name. */
  readonly containers: Readonly<Record<string, Record<string, unknown>>>;
  readonly segments: Readonly<Record<string, Record<string, unknown>>>;
  readonly collisions: readonly string[];
  /** What is not taken over, and what is decided here, as `path: text`. */
  readonly left: readonly string[];
  readonly chosen: readonly string[];
}

/** Imports files by the names of their hosts. */
export function importSamples(samples: Readonly<Record<string, Sample | string>>): Result {
  const files = Object.entries(samples).map(([name, given]) => {
    const { text, host = name, address, values = {} } = typeof given === "string" ? { text: given } : given;
    const variables = { values, unset: new Set<string>(), used: new Set<string>() };
    return readCompose(`${name}.yaml`, { name: host, ...(address === undefined ? {} : { address }) }, text, variables);
  });
  const imported = importStack(files, {
    fromStack: (file, path) => `${file}!${path}`,
    isFile: (_file, path) => path.endsWith(".conf"),
  });
  const { stack, notes } = imported;
  return {
    ...imported,
    containers: stack["containers"] as Result["containers"],
    segments: stack["segments"] as Result["segments"],
    collisions: findCollisions(stack),
    left: notes.left.map(({ path, text }) => `${path}: ${text}`),
    chosen: notes.chosen.map(({ path, text }) => `${path}: ${text}`),
  };
}

/** A network on the LAN, and services that are on it. */
export function onLan(services: string): string {
  return `${services}
networks:
  lan:
    driver: macvlan
    driver_opts: { parent: eth0 }
    ipam: { config: [{ subnet: 192.168.1.0/24, gateway: 192.168.1.1 }] }
`;
}

/** One service on the LAN, with more keys. */
export function service(keys: string): string {
  const lines = keys.split("\n").map((line) => `    ${line}`);
  return onLan(
    ["services:", "  web:", "    image: nginx", "    networks: { lan: { ipv4_address: 192.168.1.20 } }", ...lines].join(
      "\n",
    ),
  );
}
