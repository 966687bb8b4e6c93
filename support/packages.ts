import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UserError } from "./errors";
import type { Say } from "./terminal";
import { exclusively } from "./cache";
import { runCommand } from "./run-command";

/** Tools and files, and the Debian package that each comes from. */
export type Tools = Readonly<Record<string, string>>;

const LAB_TOOLS: Tools = {
  "qemu-system-x86_64": "qemu-system-x86",
  "qemu-img": "qemu-utils",
  mmdebstrap: "mmdebstrap",
  mke2fs: "e2fsprogs",
  ssh: "openssh-client",
  "/usr/share/keyrings/debian-archive-keyring.gpg": "debian-archive-keyring",
};

/** What the lab calls. Without root, the guests' disk is made in a user namespace, and under fakeroot. */
export function labTools(asRoot: boolean): Tools {
  return asRoot ? LAB_TOOLS : { ...LAB_TOOLS, newuidmap: "uidmap", fakeroot: "fakeroot" };
}

export type PackageDecision =
  | { readonly kind: "complete" }
  | { readonly kind: "install"; readonly packages: readonly string[] }
  | { readonly kind: "refuse"; readonly message: string };

/** What to do about missing packages: nothing, install them, or tell the user everything that is missing at once. */
export function decidePackages(
  missing: readonly string[],
  machine: { readonly isRoot: boolean; readonly hasApt: boolean },
  needed = labTools(machine.isRoot),
): PackageDecision {
  if (missing.length === 0) return { kind: "complete" };
  const packages = [...new Set(missing.map((name) => needed[name] ?? name))];
  if (machine.isRoot && machine.hasApt) return { kind: "install", packages };
  const remedy = machine.hasApt
    ? `run: sudo apt-get install --no-install-recommends ${packages.join(" ")}`
    : `install what holds them (Debian's packages are ${packages.join(", ")})`;
  return { kind: "refuse", message: `${missing.join(", ")} not found on this machine: ${remedy}` };
}

/** Installs what the lab needs where that is possible, else throws one {@link UserError} that names all of it. */
export async function ensurePackages(say: Say, needed = labTools(isRoot())): Promise<void> {
  const missing = (): string[] => Object.keys(needed).filter((name) => !isFound(name));
  if (missing().length === 0) return;
  await exclusively("packages", say, async () => {
    const machine = { isRoot: isRoot(), hasApt: isFound("apt-get") };
    const decision = decidePackages(missing(), machine, needed);
    if (decision.kind === "refuse") throw new UserError(decision.message);
    if (decision.kind === "install") await install(decision.packages, say);
  });
}

/** Whether this process may do everything. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function install(packages: readonly string[], say: Say): Promise<void> {
  say(`installing ${packages.join(", ")}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const update = await runCommand("apt-get", ["-qq", "update"], { env });
  const wait = ["-o", "DPkg::Lock::Timeout=300"];
  const result = await runCommand(
    "apt-get",
    ["-qq", ...wait, "install", "-y", "--no-install-recommends", ...packages],
    { env },
  );
  if (result.ok) return;
  const reason = `${update.ok ? "" : update.all}\n${result.all}`.trim().split("\n").slice(-8).join("\n");
  throw new UserError(
    `apt-get could not install ${packages.join(", ")}; install them yourself and try again:\n${reason}`,
  );
}

/** Whether a file exists, or an executable is on the path or in the administrator's folders. */
export function isFound(name: string, path = process.env["PATH"] ?? ""): boolean {
  if (name.startsWith("/")) return existsSync(name);
  return [...path.split(delimiter), "/usr/sbin", "/sbin"].some((folder) => isExecutable(join(folder, name)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
