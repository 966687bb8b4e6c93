import type * as docker from "@pulumi/docker";
import type { z } from "zod";
import { commandOf } from "../topology/options/command";
import { parseDevice } from "../topology/options/devices";
import { dockerDuration, parseDuration } from "../topology/options/durations";
import { entriesOf } from "../topology/options/entries";
import { MEBIBYTE, parseSize } from "../topology/options/sizes";
import { containerOptions } from "../topology/schema/container-options";

/** The options that Docker's provider has an argument for, and that need nothing beside them. */
export const OPTIONS = containerOptions.omit({
  pids: true,
  environment: true,
  env_file: true,
  volumes: true,
  files: true,
});

type Options = z.output<typeof OPTIONS>;

/** Those of a container that has more besides. */
export function optionsOf(container: Options): Options {
  const given = OPTIONS.keyof().options.flatMap((name) => (name in container ? [[name, container[name]]] : []));
  return Object.fromEntries(given) as Options;
}
type Args = Partial<docker.ContainerArgs>;

/** The options of the configuration as Docker's provider takes them. What is left at its default is left out. */
export function optionArgs(options: Options): Args {
  return withoutUndefined({
    ...processArgs(options),
    ...limitArgs(options),
    ...nameArgs(options),
    ...loggingArgs(options),
    healthcheck: healthcheckArgs(options.healthcheck),
  });
}

function processArgs(options: Options): Args {
  const { entrypoint, user, group_add, working_dir, init, restart, stop_signal, stop_grace_period } = options;
  const [policy, retries] = restart.split(":");
  const grace = secondsOf(stop_grace_period);
  return {
    command: commandOf(options),
    entrypoints: entrypoint,
    user,
    groupAdds: unlessEmpty(group_add.map(String)),
    workingDir: working_dir,
    init,
    restart: policy,
    maxRetryCount: retries === undefined ? undefined : Number(retries),
    stopSignal: stop_signal,
    // The provider has its own idea of patience when it removes a container.
    stopTimeout: grace,
    destroyGraceSeconds: grace,
  };
}

function limitArgs(options: Options): Args {
  const { capabilities, privileged, devices, read_only, memory, cpus, ulimits, shm_size, sysctls, tmpfs } = options;
  return {
    capabilities: { adds: [...capabilities].sort(), drops: ["ALL"] },
    privileged: privileged || undefined,
    devices: unlessEmpty(devices.flatMap((device) => parseDevice(device) ?? [])),
    readOnly: read_only || undefined,
    memory,
    // Memory and swap together, so no swap. Otherwise Docker sets a value that the provider then wants to remove.
    memorySwap: memory,
    ...cpuArgs(cpus),
    ulimits: unlessEmpty(
      Object.entries(ulimits).map(([name, limit]) => ({
        name,
        ...(typeof limit === "number" ? { soft: limit, hard: limit } : limit),
      })),
    ),
    shmSize: shm_size === undefined ? undefined : (parseSize(shm_size) ?? 0) / MEBIBYTE,
    sysctls: textMap(entriesOf(sysctls)),
    tmpfs: tmpfs === undefined ? undefined : Object.fromEntries([tmpfs].flat().map(toTmpfs)),
  };
}

/** As a quota: what the provider is told as `cpus`, it reads back in another notation, and would replace the container for it. */
function cpuArgs(cpus: number | undefined): Args {
  return cpus === undefined ? {} : { cpuPeriod: CPU_PERIOD, cpuQuota: Math.round(cpus * CPU_PERIOD) };
}

/** In microseconds; the kernel's own default. */
const CPU_PERIOD = 100_000;

function nameArgs({ hostname, dns, dns_search, extra_hosts }: Options): Args {
  return {
    hostname,
    dns: dns === undefined ? undefined : [dns].flat(),
    dnsSearches: dns_search === undefined ? undefined : [dns_search].flat(),
    hosts: unlessEmpty(Object.entries(entriesOf(extra_hosts, "=:")).map(([host, ip]) => ({ host, ip }))),
  };
}

function loggingArgs({ logging }: Options): Args {
  return logging === undefined ? {} : { logDriver: logging.driver, logOpts: textMap(logging.options) };
}

function healthcheckArgs(healthcheck: Options["healthcheck"]): docker.types.input.ContainerHealthcheck | undefined {
  if (healthcheck === undefined) return undefined;
  const { test, interval, timeout, retries, start_period, start_interval } = healthcheck;
  const tests = typeof test === "string" ? ["CMD-SHELL", test] : test;
  if (tests?.[0] === "NONE") return { tests };
  return withoutUndefined({
    tests,
    interval: durationText(interval),
    timeout: durationText(timeout),
    retries,
    startPeriod: durationText(start_period),
    startInterval: durationText(start_interval),
  });
}

function durationText(given: string | undefined): string | undefined {
  return given === undefined ? undefined : dockerDuration(parseDuration(given) ?? 0);
}

function secondsOf(given: string | undefined): number | undefined {
  return given === undefined ? undefined : (parseDuration(given) ?? 0) / 1000;
}

/** `/run:size=16m` as the folder and the options of its mount. */
function toTmpfs(given: string): [string, string] {
  const [folder = "", options = ""] = given.split(":");
  return [folder, options];
}

/** Numbers and truth values as the texts that Docker takes. */
export function textMap(
  values: Readonly<Record<string, string | number | boolean>>,
): Record<string, string> | undefined {
  const entries = Object.entries(values).map(([name, value]) => [name, String(value)]);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Record<string, string>);
}

function unlessEmpty<T>(items: readonly T[]): T[] | undefined {
  return items.length === 0 ? undefined : [...items];
}

function withoutUndefined<T extends object>(args: T): T {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) as T;
}
