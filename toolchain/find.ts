import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { executable, findProgram } from "../support/find-program";
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
function pulumiHome(env: NodeJS.ProcessEnv): string {
  const given = env["PULUMI_HOME"];
  return given !== undefined && given !== "" ? given : join(env["HOME"] ?? homedir(), ".pulumi");
}

/** The plugins folder's name for a plugin. */
export function pluginFolder(name: Plugin): string {
  return `resource-${name}-v${pluginVersion(name)}`;
}

function findPlugin(name: Plugin, home: string, env: NodeJS.ProcessEnv): string | undefined {
  const file = `pulumi-resource-${name}`;
  return ambient(file, env) ?? executable(join(home, "plugins", pluginFolder(name), file));
}

/** Pulumi takes plugins of any version from the path, unless told not to. */
function ambient(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return /^(1|true)$/i.test(env["PULUMI_IGNORE_AMBIENT_PLUGINS"] ?? "") ? undefined : findProgram(name, env);
}

function defined(paths: Record<string, string | undefined>): Found {
  return Object.fromEntries(Object.entries(paths).filter(([, path]) => path !== undefined));
}
