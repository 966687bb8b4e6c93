import { environmentOf } from "./environment";
import { deployOf, mebibytes } from "./limits";
import { Refusal } from "./notes";
import { entriesOf, isMap, listOf, pairsOf, textOf, truthOf, type Raw } from "./raw";
import type { Rule, ServiceContext } from "./service-context";
import { volumesOf } from "./volumes";
import { splitWords } from "./words";

/** What keys of a service become. */
export const SERVICE_RULES: Readonly<Record<string, Rule>> = {
  command: toWords("command"),
  entrypoint: toWords("entrypoint"),
  environment: environmentOf,
  env_file: envFiles,
  volumes: volumesOf,
  tmpfs: (value) => ({ tmpfs: listOf(value) }),
  user: toText("user"),
  group_add: asIs("group_add"),
  working_dir: toText("working_dir"),
  hostname: toText("hostname"),
  dns: (value) => ({ dns: listOf(value) }),
  dns_search: (value) => ({ dns_search: listOf(value) }),
  extra_hosts: extraHosts,
  sysctls: (value) => ({ sysctls: Object.fromEntries(pairsOf(value)) }),
  ulimits: (value) => ({ ulimits: numbersIn(value) }),
  shm_size: asIs("shm_size"),
  devices: asIs("devices"),
  privileged: toTruth("privileged"),
  read_only: toTruth("read_only"),
  init: toTruth("init"),
  restart: (value) => ({ restart: value === false ? "no" : textOf(value) }),
  stop_signal: toText("stop_signal"),
  stop_grace_period: toText("stop_grace_period"),
  labels: (value) => ({ labels: Object.fromEntries(pairsOf(value).map(([name, text]) => [name, textOf(text) ?? ""])) }),
  logging: asIs("logging"),
  healthcheck: healthcheckOf,
  depends_on: dependsOn,
  cpus: (value) => ({ cpus: Number(value) }),
  mem_limit: (value) => ({ memory: mebibytes(value) }),
  pids_limit: (value) => (Number(value) > 0 ? { pids: Number(value) } : {}),
  deploy: deployOf,
};

function asIs(key: string): Rule {
  return (value) => ({ [key]: value });
}

function toText(key: string): Rule {
  return (value) => ({ [key]: textOf(value) });
}

/** False is the default of all of them. */
function toTruth(key: string): Rule {
  return (value) => (truthOf(value) ? { [key]: true } : {});
}

function toWords(key: string): Rule {
  return (value) => {
    const words = typeof value === "string" ? splitWords(value) : listOf(value).map((word) => textOf(word) ?? "");
    return words.length === 0 ? {} : { [key]: words };
  };
}

/** Files beside the Compose file. Those that need not be there are left to the user. */
function envFiles(value: unknown, { fromStack }: ServiceContext): Raw {
  const files = listOf(value).map((file) => textOf(isMap(file) ? file["path"] : file) ?? "");
  return { env_file: files.map(fromStack) };
}

/** `NAME:ADDRESS` and `NAME=ADDRESS`. */
function extraHosts(value: unknown): Raw {
  if (!Array.isArray(value)) return { extra_hosts: value };
  const pairs = value.map(
    (line) => /^([^=:]+)[=:](.*)$/.exec(textOf(line) ?? "")?.slice(1) ?? [textOf(line) ?? "", ""],
  );
  return { extra_hosts: Object.fromEntries(pairs) as Raw };
}

/** Numbers that a variable stood for. */
function numbersIn(value: unknown): unknown {
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, numbersIn(each)]));
  return Number(value);
}

function healthcheckOf(value: unknown): Raw {
  if (!isMap(value)) return {};
  const { disable, test, retries, ...times } = value;
  if (truthOf(disable)) return { healthcheck: { test: ["NONE"] } };
  const words = Array.isArray(test) ? test.map((word) => textOf(word) ?? "") : test;
  return {
    healthcheck: {
      ...(words === undefined ? {} : { test: words }),
      ...times,
      ...(retries === undefined ? {} : { retries: Number(retries) }),
    },
  };
}

/** A list, or a map with conditions; of services that are not taken over, nothing is left. */
function dependsOn(value: unknown, { names, leave }: ServiceContext): Raw {
  const given = Array.isArray(value) ? value.map((name) => [textOf(name) ?? "", {}] as const) : entriesOf(value);
  const kept = given.flatMap(([service, options]) => {
    const container = names.get(service);
    if (container !== undefined) return [[container, isMap(options) ? options : {}] as const];
    leave(`depends_on.${service}`, `${service} is not taken over`);
    return [];
  });
  for (const [container, { condition }] of kept)
    if (condition === "service_completed_successfully")
      throw new Refusal(`waits until ${container} has ended: a container of a stack goes on running`);
  if (kept.length === 0) return {};
  return {
    depends_on: Object.fromEntries(kept.map(([name, { condition = "service_started" }]) => [name, { condition }])),
  };
}
