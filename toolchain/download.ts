import { join } from "node:path";
import { cacheRoot } from "../support/cache";
import { runCommand } from "../support/run-command";
import type { Progress } from "../support/terminal";
import { pluginVersion, sdkVersion } from "./versions";

const VENDOR = "https://get.pulumi.com/";
/** Milliseconds until the vendor's site counts as unreachable. */
const REACH = 5_000;
/** Milliseconds that one download may take. */
const PATIENCE = 180_000;

/** Whether the vendor's site answers. Tried once, so that an offline machine loses only a few seconds. */
export async function vendorAnswers(): Promise<boolean> {
  try {
    const answer = await fetch(VENDOR, { method: "HEAD", signal: AbortSignal.timeout(REACH) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** The folder of the downloaded CLI whose version matches the SDK. */
export function downloadedCli(): string {
  return join(cacheRoot(), `pulumi-${sdkVersion()}`);
}

/** Downloads the official CLI with its language hosts. Undefined when that fails. */
export async function downloadCli(progress: Progress): Promise<string | undefined> {
  progress(`downloading the Pulumi CLI ${sdkVersion()}`);
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  const install = PulumiCommand.install({ root: downloadedCli() });
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE, undefined).unref());
  try {
    return (await Promise.race([install, late]))?.command;
  } catch (error) {
    progress(`the CLI could not be downloaded: ${String(error)}`);
    return undefined;
  }
}

/** Has the CLI download a plugin into its folder. */
export async function downloadPlugin(cli: string, name: "command" | "docker", progress: Progress): Promise<void> {
  const version = pluginVersion(name);
  progress(`downloading the plugin ${name} ${version}`);
  const result = await runCommand(cli, ["plugin", "install", "resource", name, version], { timeout: PATIENCE });
  if (!result.ok) progress(`the plugin ${name} could not be downloaded: ${result.ending}`);
}
