import type { FabricOutput } from "./contract";
import type { ProbeOutput } from "./probe-output";
import type { Comparison } from "./state-item";

/** The registry's certificate, that it lets in who has the password, and nobody else. */
export function compareRegistry(host: string, { registry }: FabricOutput, seen: ProbeOutput): Comparison[] {
  const found = seen.certificates.map((observed) => ({
    ...{ subject: "registry certificate", property: "validity" },
    ...{ desired: "valid", observed },
  }));
  const answer = (subject: string, desired: string, observed: string): Comparison => {
    return { subject, property: "answer", desired, observed: observed || "none" };
  };
  if (registry?.mirror !== undefined && seen.mirror !== undefined)
    found.push(answer("registry mirror", "200", seen.mirror.answer || silence(registry.mirror, seen.mirror)));
  if (registry?.access === undefined || seen.registry === undefined) return found;
  const { anonymous, loggedIn } = seen.registry;
  const open = registry.host === host ? [answer("registry access", "401 without login", without(anonymous))] : [];
  return [...found, ...open, answer("registry login", "200", loggedIn)];
}

/** Nobody needs a mirror: Docker asks Docker Hub itself then. */
function silence({ upstream }: { readonly upstream: string }, { ended }: { readonly ended: string }): string {
  return ended === "" ? "" : `none, as it waits for ${upstream} (${ended})`;
}

function without(status: string): string {
  return status === "" ? "" : `${status} without login`;
}
