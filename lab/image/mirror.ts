import { runCommand } from "../../support/run-command";
import { thisSystem, type System } from "../../support/system";

/** Names the mirror to use. */
export const MIRROR_VARIABLE = "MACVLAN_FABRIC_MIRROR";

/**
 * The Debian mirror that guests are installed from: `MACVLAN_FABRIC_MIRROR`, else the one that a Debian machine's own apt
 * uses. Undefined elsewhere: mmdebstrap then uses Debian's own, with its updates and security archives.
 */
export async function debianMirror(): Promise<string | undefined> {
  const override = process.env[MIRROR_VARIABLE];
  if (override !== undefined && override !== "") return override;
  const system = thisSystem();
  return system.isDebian ? chooseMirror(await aptTargets(), system) : undefined;
}

/**
 * Picks the mirror of a machine's own Debian release. `targets`: lines of release, component, repository URL and origin.
 * The origin is blank until apt has read the repository.
 */
export function chooseMirror(targets: string, { isDebian, codename }: System): string | undefined {
  if (!isDebian) return undefined;
  const lines = targets.split("\n").map((line) => line.trim().split(" "));
  const own = lines.find(
    ([release, component, , origin = "Debian"]) => release === codename && component === "main" && origin === "Debian",
  );
  return own?.[2];
}

/**
 * Settings for the guest's apt during installation: the machine's proxies, if it has any. mmdebstrap's apt does not read the
 * machine's configuration; the variables http_proxy and https_proxy reach it anyway.
 */
export async function aptProxyOptions(): Promise<string[]> {
  const { ok, stdout } = await runCommand("apt-config", ["dump"]);
  return ok ? stdout.split("\n").filter((line) => /^Acquire::https?::Proxy(::|\s)/i.test(line)) : [];
}

async function aptTargets(): Promise<string> {
  const format = "$(RELEASE) $(COMPONENT) $(REPO_URI) $(ORIGIN)";
  const { ok, stdout } = await runCommand("apt-get", ["indextargets", "--format", format, "Created-By: Packages"]);
  return ok ? stdout : "";
}
