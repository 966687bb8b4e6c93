/** The four programs that are needed to run a stack. */
const PARTS = ["cli", "language", "command", "docker"] as const;
export type Part = (typeof PARTS)[number];

/**
 * The official parts on this machine, with the paths of their programs. The vsphere plugin is used if present, otherwise the
 * CLI downloads it if it can: only stacks with hosts on vSphere need it, and it has no stand-in.
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
 * Where each part comes from: this machine, otherwise the vendor's site, otherwise a stand-in. If the CLI is a stand-in, so is
 * the language host, because every CLI looks for it next to itself first.
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

/** One line that names the parts that are not official. */
export function summarise(choice: Choice): string {
  const own = partsFrom(choice, "stand-in");
  if (own.length === 0) return "official CLI and plugins";
  if (own.length === PARTS.length)
    return "stand-ins built from toolchain/engine (the official CLI and plugins are not available here)";
  return `stand-ins built from toolchain/engine for ${own.map((part) => PART_NAMES[part]).join(", ")}`;
}
