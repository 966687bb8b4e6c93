import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import { exclusively } from "./cache";
import { UserError } from "./errors";
import { findProgram } from "./find-program";
import { lastLines, runCommand } from "./run-command";
import { thisSystem, type PackageManager, type System } from "./system";
import type { Progress } from "./terminal";

/** The package that contains a tool, by package manager. */
export interface PackageNames extends Readonly<Partial<Record<PackageManager, string>>> {
  /** Debian's. */
  readonly apt: string;
  /** What to install by hand where the package manager has no package. */
  readonly byHand?: Readonly<Partial<Record<PackageManager, string>>>;
}

/** Tools (executables) and files (absolute paths), and the package that contains each; a string is Debian's name for it. */
export type Tools = Readonly<Record<string, string | PackageNames>>;

export type PackageDecision =
  | { readonly kind: "complete" }
  | { readonly kind: "install"; readonly packages: readonly string[] }
  | { readonly kind: "refuse"; readonly message: string };

const INSTALL_COMMANDS: Readonly<Record<PackageManager, string>> = {
  apt: "apt-get install --no-install-recommends",
  dnf: "dnf install",
  pacman: "pacman -S --needed",
};

/** What to do about missing tools: nothing, install packages, or tell the user everything that is missing at once. */
export function decidePackages(
  missing: readonly string[],
  machine: { readonly isRoot: boolean; readonly system: System },
  needed: Tools,
): PackageDecision {
  if (missing.length === 0) return { kind: "complete" };
  const { name, packageManager } = machine.system;
  const names = missing.map((tool) => namesOf(needed[tool] ?? tool));
  const debian = unique(names.map(({ apt }) => apt));
  if (packageManager === "apt" && machine.isRoot) return { kind: "install", packages: debian };
  const remedy =
    packageManager === undefined
      ? `install the packages that contain them (on Debian: ${debian.join(", ")})`
      : installCommand(packageManager, names, machine.isRoot);
  return { kind: "refuse", message: `${missing.join(", ")} not found on ${name}: ${remedy}` };
}

function installCommand(manager: PackageManager, names: readonly PackageNames[], isRoot: boolean): string {
  const packages = unique(names.flatMap((name) => name[manager] ?? []));
  const byHand = unique(names.flatMap((name) => (name[manager] === undefined ? byHandOf(name, manager) : [])));
  const command = `${isRoot ? "" : "sudo "}${INSTALL_COMMANDS[manager]} ${packages.join(" ")}`;
  return [
    ...(packages.length > 0 ? [`run: ${command}`] : []),
    ...(byHand.length > 0 ? [`install by hand: ${byHand.join(", ")}`] : []),
  ].join("; then ");
}

function byHandOf(names: PackageNames, manager: PackageManager): string {
  return names.byHand?.[manager] ?? `the equivalent of Debian's ${names.apt}`;
}

function namesOf(names: string | PackageNames): PackageNames {
  return typeof names === "string" ? { apt: names } : names;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Installs what is missing if possible, otherwise throws one {@link UserError} that names all of it. */
export async function ensurePackages(progress: Progress, needed: Tools): Promise<void> {
  const missing = (): string[] => Object.keys(needed).filter((name) => !isFound(name));
  if (missing().length === 0) return;
  await exclusively("packages", progress, async () => {
    const decision = decidePackages(missing(), { isRoot: isRoot(), system: thisSystem() }, needed);
    if (decision.kind === "refuse") throw new UserError(decision.message);
    if (decision.kind === "install") await install(decision.packages, progress);
  });
}

/** Whether this process runs as root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function install(packages: readonly string[], progress: Progress): Promise<void> {
  progress(`installing ${packages.join(", ")}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const update = await runCommand("apt-get", ["-qq", "update"], { env });
  const wait = ["-o", "DPkg::Lock::Timeout=300"];
  const result = await runCommand(
    "apt-get",
    ["-qq", ...wait, "install", "-y", "--no-install-recommends", ...packages],
    { env },
  );
  if (result.ok) return;
  const reason = lastLines(`${update.ok ? "" : update.all}\n${result.all}`, 8);
  throw new UserError(
    `apt-get could not install ${packages.join(", ")}; install them yourself and try again:\n${reason}`,
  );
}

/** Whether a file exists, or an executable is on the path or in the administrator's folders. */
export function isFound(name: string, path = process.env["PATH"] ?? ""): boolean {
  if (name.startsWith("/")) return existsSync(name);
  return findProgram(name, { PATH: [path, "/usr/sbin", "/sbin"].join(delimiter) }) !== undefined;
}
