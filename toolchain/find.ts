import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Found } from "./parts";
import { PLUGINS, pluginVersion, type Plugin } from "./versions";

/** Looks for the official parts where Pulumi itself looks. */
export function findParts(env: NodeJS.ProcessEnv): Found {
  const home = pulumiHome(env);
  const cli = findProgram("pulumi", env) ?? executable(join(home, "bin", "pulumi"));
  const language =
    (cli === undefined ? undefined : executable(join(dirname(realpathSync(cli)), "pulumi-language-nodejs"))) ??
    ambient("pulumi-language-nodejs", env);
  const plugins = PLUGINS.map((name) => [name, findPlugin(name, home, env)] as const);
  return defined({ cli, language, ...Object.fromEntries(plugins) });
}

/** Pulumi's folder in the user's home. */
export function pulumiHome(env: NodeJS.ProcessEnv): string {
  const given = env["PULUMI_HOME"];
  return given !== undefined && given !== "" ? given : join(env["HOME"] ?? homedir(), ".pulumi");
}

/** The plugins folder's name for a plugin. */
export function pluginFolder(name: Plugin): string {
  return `resource-${name}-v${pluginVersion(name)}`;
}

/** The first program of that name on the path. */
export function findProgram(name: string, env: NodeJS.ProcessEnv): string | undefined {
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    const found = folder === "" ? undefined : executable(join(folder, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function findPlugin(name: Plugin, home: string, env: NodeJS.ProcessEnv): string | undefined {
  const file = `pulumi-resource-${name}`;
  return ambient(file, env) ?? executable(join(home, "plugins", pluginFolder(name), file));
}

/** Pulumi takes plugins of any version from the path, unless told not to. */
function ambient(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return /^(1|true)$/i.test(env["PULUMI_IGNORE_AMBIENT_PLUGINS"] ?? "") ? undefined : findProgram(name, env);
}

/** The path itself if it is an executable file. */
export function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? path : undefined;
  } catch {
    return undefined;
  }
}

function defined(paths: Record<string, string | undefined>): Found {
  return Object.fromEntries(Object.entries(paths).filter(([, path]) => path !== undefined));
}
