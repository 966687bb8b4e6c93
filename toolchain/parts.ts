/** The four programs that running a stack takes. */
export const PARTS = ["cli", "language", "command", "docker"] as const;
export type Part = (typeof PARTS)[number];

/**
 * The official parts on this machine, by the path of the program. The vsphere plugin is used where it is and fetched by the
 * CLI where it can be: only stacks with machines on vSphere need it, and nothing stands in for it.
 */
export type Found = { readonly [part in Part | "vsphere"]?: string };

export type Source = "official" | "download" | "stand-in";
export type Choice = Readonly<Record<Part, Source>>;

export const PART_NAMES: Readonly<Record<Part, string>> = {
  cli: "the CLI",
  language: "the Node language host",
  command: "the command plugin",
  docker: "the docker plugin",
};

/**
 * Where each part comes from: the official one that is here, else the official one from the vendor's site, else ours.
 * The language host comes with the CLI: ours needs ours, because each CLI looks for it next to itself first.
 */
export function chooseParts(found: Found, canDownload: boolean): Choice {
  const missing: Source = canDownload ? "download" : "stand-in";
  const cli = found.cli === undefined ? missing : "official";
  return {
    cli,
    language: cli !== "official" ? cli : found.language === undefined ? missing : "official",
    command: found.command === undefined ? missing : "official",
    docker: found.docker === undefined ? missing : "official",
  };
}

export function partsFrom(choice: Choice, source: Source): readonly Part[] {
  return PARTS.filter((part) => choice[part] === source);
}

/** One line that says which parts are not the official ones. */
export function summarise(choice: Choice): string {
  const own = partsFrom(choice, "stand-in");
  if (own.length === 0) return "official CLI and plugins";
  if (own.length === PARTS.length)
    return "stand-ins built from toolchain/engine (the official CLI and plugins cannot be had here)";
  return `stand-ins built from toolchain/engine for ${own.map((part) => PART_NAMES[part]).join(", ")}`;
}
