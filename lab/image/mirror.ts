import { readFileSync } from "node:fs";
import { UserError } from "../../support/errors";
import { runCommand } from "../../support/run-command";

const OVERRIDE = "MACVLAN_FABRIC_MIRROR";

/**
 * The Debian mirror that guests are installed from: `MACVLAN_FABRIC_MIRROR`, else the one that the machine's own apt
 * uses for its Debian release.
 */
export async function debianMirror(): Promise<string> {
  const override = process.env[OVERRIDE];
  if (override !== undefined && override !== "") return override;
  const targets = await aptTargets();
  const mirror = chooseMirror(targets, readOsRelease());
  if (mirror !== undefined) return mirror;
  throw new UserError(
    `no Debian mirror in this machine's apt configuration: set ${OVERRIDE} to the URL of one, the folder above its "dists"`,
  );
}

/** Picks the target of the machine's own release. `targets`: lines of release, component and repository URL. */
export function chooseMirror(targets: string, osRelease: string): string | undefined {
  if (osReleaseField(osRelease, "ID") !== "debian") return undefined;
  const release = osReleaseField(osRelease, "VERSION_CODENAME");
  const lines = targets.split("\n").map((line) => line.trim().split(" "));
  return lines.find(([name, component]) => name === release && component === "main")?.[2];
}

/** Settings for the guest's apt while it is installed: the machine's proxies, where it has some. */
export async function aptProxyOptions(): Promise<string[]> {
  const { stdout } = await runCommand("apt-config", ["dump"]);
  return stdout.split("\n").filter((line) => /^Acquire::https?::Proxy(::|\s)/i.test(line));
}

async function aptTargets(): Promise<string> {
  const format = "$(RELEASE) $(COMPONENT) $(REPO_URI)";
  const { ok, stdout } = await runCommand("apt-get", ["indextargets", "--format", format, "Created-By: Packages"]);
  return ok ? stdout : "";
}

function osReleaseField(text: string, name: string): string | undefined {
  const value = new RegExp(`^${name}="?([^"\\n]*)"?$`, "m").exec(text)?.[1];
  return value;
}

function readOsRelease(): string {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return "";
  }
}
