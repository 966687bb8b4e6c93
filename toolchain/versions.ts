import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "../support/project";

export const ENGINE_FOLDER = join(__dirname, "engine");

/** The provider plugins that the program uses, by the names of their packages. */
export const PLUGINS = ["command", "docker", "vsphere"] as const;
export type Plugin = (typeof PLUGINS)[number];

/** The version of the plugin that an npm package needs; Pulumi accepts no other. */
export function pluginVersion(name: Plugin): string {
  return (manifest(name) as { pulumi: { version: string } }).pulumi.version;
}

/** The version of the Pulumi SDK that programs here use. */
export function sdkVersion(): string {
  return (manifest("pulumi") as { version: string }).version;
}

function manifest(name: string): unknown {
  return JSON.parse(readFileSync(join(PROJECT_ROOT, "node_modules", "@pulumi", name, "package.json"), "utf8"));
}

/** The version of the CLI that the engine module builds, such as `3.259.0`. */
export function cliVersion(): string {
  return required(/\/pulumi\/pkg\/v3 v(\S+)/, "the version of the CLI");
}

/** The oldest Go that the engine module builds with, such as `1.25.11`. */
export function goVersionNeeded(): string {
  return required(/^go (\S+)/m, "the version of Go");
}

function required(pattern: RegExp, what: string): string {
  const file = join(ENGINE_FOLDER, "go.mod");
  const value = pattern.exec(readFileSync(file, "utf8"))?.[1];
  if (value === undefined) throw new Error(`${file} does not state ${what}`);
  return value;
}

/** A short name for what the CLI is built from: the module's requirements, the version of Go, the platform. */
export function cliKey(go: string): string {
  return digest(["go.mod", "go.sum"], go);
}

/** The same for the plugins: also their sources. */
export function pluginsKey(go: string): string {
  return digest(["go.mod", "go.sum", ...sources("cmd"), ...sources("internal")], go);
}

function sources(folder: string): string[] {
  const files = readdirSync(join(ENGINE_FOLDER, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".go") && !file.endsWith("_test.go"))
    .map((file) => join(folder, file))
    .sort();
}

function digest(files: readonly string[], go: string): string {
  const hash = createHash("sha256").update(`${go} ${process.platform} ${process.arch}\0`);
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(ENGINE_FOLDER, file)));
  return hash.digest("hex").slice(0, 16);
}
