import type { FabricOutput } from "./contract";
import type { ProbeOutput } from "./probe-output";
import type { Comparison } from "./state-item";

/** The registry's certificate, that it lets in who has the password, and nobody else. */
export function compareRegistry(host: string, { registry }: FabricOutput, seen: ProbeOutput): Comparison[] {
  const certificates = seen.certificates.map((observed) => ({
    ...{ subject: "registry certificate", property: "validity" },
    ...{ desired: "valid", observed },
  }));
  if (registry?.access === undefined || seen.registry === undefined) return certificates;
  const { anonymous, loggedIn } = seen.registry;
  const answer = (subject: string, desired: string, observed: string): Comparison => {
    return { subject, property: "answer", desired, observed: observed || "none" };
  };
  const open = registry.host === host ? [answer("registry access", "401 without login", without(anonymous))] : [];
  return [...certificates, ...open, answer("registry login", "200", loggedIn)];
}

function without(status: string): string {
  return status === "" ? "" : `${status} without login`;
}
