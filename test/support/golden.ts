import { createHash } from "node:crypto";
import type { Row } from "./record";

/** Marks that Pulumi sends for a secret and for a value that is unknown in a preview. */
export const SECRET_MARK = "4dabf18193072939515e22adb298388d";

/** Registrations as they are compared with a golden file: no secret, no port or key of this machine, scripts by their hash. */
export function goldenRows(rows: readonly Row[]): unknown[] {
  return rows.map((row) => {
    const { urn, parent, provider, dependsOn, inputDependencies, deleteBeforeReplace, deletedWith, replaceWith } = row;
    const links = { parent, provider, dependsOn, inputDependencies, deletedWith, replaceWith };
    const filled = Object.entries(links).filter(([, value]) => Object.keys(value).length > 0);
    return {
      urn,
      inputs: mask(row.inputs),
      ...Object.fromEntries(filled),
      ...(deleteBeforeReplace ? { deleteBeforeReplace } : {}),
    };
  });
}

function mask(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => mask(item, key));
  if (value instanceof Object) {
    if (SECRET_MARK in value && "value" in value) return { secret: mask(value.value, key) };
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mask(item, name)]));
  }
  if (key === "privateKey") return "<private key>";
  if (key === "port") return "<port>";
  if (typeof value !== "string") return value;
  if (key === "stdin" && /^set -/m.test(value))
    return `sha256:${createHash("sha256").update(maskText(value)).digest("hex").slice(0, 16)}`;
  return maskText(value);
}

/** Replaces what differs from machine to machine. */
export function maskText(text: string): string {
  return text
    .replaceAll(/ssh-ed25519 [A-Za-z0-9+/=]+/g, "ssh-ed25519 <host key>")
    .replaceAll(/(127\.0\.0\.1[: ]|-p\t)\d+/g, "$1<port>")
    .replaceAll(/("(?:sshPort|port)\\?":)\d+/g, "$1<port>")
    .replaceAll(/\/[^\s"]*\/macvlan-fabric\/labs/g, "<cache>/labs");
}

/** A value without the marks of secrets; what a preview does not know becomes `unknown`, or stays as it is without one. */
export function unmarked(value: unknown, unknown?: string): unknown {
  if (Array.isArray(value)) return value.map((item) => unmarked(item, unknown));
  if (!(value instanceof Object)) return value;
  if (SECRET_MARK in value && "value" in value) return unmarked(value.value, unknown);
  if (unknown !== undefined && "__pulumiUnknown" in value) return unknown;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unmarked(item, unknown)]));
}
