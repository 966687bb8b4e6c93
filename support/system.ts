import { readFileSync } from "node:fs";
import { release } from "node:os";

/** A package manager whose package names are known. */
export type PackageManager = "apt" | "dnf" | "pacman";

/** The system that this process runs on. */
export interface System {
  /** For messages: `Ubuntu 24.04.1 LTS (WSL)`. */
  readonly name: string;
  /** Absent if the names of its packages are not known. */
  readonly packageManager?: PackageManager;
  /** Whether it is Debian itself, so that its package mirror is one of Debian's. Derivatives have their own mirrors. */
  readonly isDebian: boolean;
  /** The name of the release, such as `bookworm`; absent in rolling distributions. */
  readonly codename?: string;
}

/** Reads this machine's description. */
export function thisSystem(): System {
  return describeSystem(process.platform, readOsRelease(), release());
}

/** Describes a system from its Node platform, the text of its `/etc/os-release` and its kernel release. */
export function describeSystem(platform: NodeJS.Platform, osRelease: string, kernelRelease: string): System {
  if (platform !== "linux") return { name: platform === "darwin" ? "macOS" : platform, isDebian: false };
  const fields = parseOsRelease(osRelease);
  const name = fields.get("PRETTY_NAME") ?? fields.get("NAME") ?? "this Linux system";
  const families = [fields.get("ID") ?? "linux", ...(fields.get("ID_LIKE") ?? "").split(" ")];
  const packageManager = packageManagerOf(families);
  const codename = fields.get("VERSION_CODENAME");
  return {
    name: /microsoft/i.test(kernelRelease) ? `${name} (WSL)` : name,
    isDebian: families[0] === "debian",
    ...(packageManager === undefined ? {} : { packageManager }),
    ...(codename === undefined ? {} : { codename }),
  };
}

/** Not RHEL and its clones, which describe themselves as like Fedora but have no `qemu-system-x86_64`. */
function packageManagerOf(families: readonly string[]): PackageManager | undefined {
  if (families.includes("debian") || families.includes("ubuntu")) return "apt";
  if (families.includes("fedora") && !families.includes("rhel")) return "dnf";
  return families.includes("arch") ? "pacman" : undefined;
}

function parseOsRelease(text: string): Map<string, string> {
  const lines = [...text.matchAll(/^([A-Z_]+)=(["']?)(.*)\2$/gm)];
  return new Map(lines.map(([, name = "", , value = ""]) => [name, value]));
}

function readOsRelease(): string {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return "";
  }
}
