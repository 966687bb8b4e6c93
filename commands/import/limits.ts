import { Refusal } from "./notes";
import { isMap, textOf, type Raw } from "./raw";
import type { ServiceContext } from "./service-context";

const UNITS = "bkmg";

/** MiB of a size in Compose's notation, such as `512m`. @throws Refusal */
export function mebibytes(value: unknown): number {
  const [, count, unit = "b"] = /^([\d.]+)\s*(?:([bkmg])i?b?)?$/i.exec(textOf(value) ?? "") ?? [];
  const size = Number(count) * 1024 ** (UNITS.indexOf(unit.toLowerCase()) - 2);
  if (count === undefined || Number.isNaN(size)) throw new Refusal("is not a size: write it as 512m");
  return Math.max(6, Math.ceil(size));
}

/** `deploy`: limits are for one container, the rest is for Swarm. */
export function deployOf(value: unknown, { leave }: ServiceContext): Raw {
  const deploy = isMap(value) ? value : {};
  const resources = isMap(deploy["resources"]) ? deploy["resources"] : {};
  const limits = isMap(resources["limits"]) ? resources["limits"] : {};
  for (const key of Object.keys(resources).filter((each) => each !== "limits"))
    leave(`deploy.resources.${key}`, "nothing is reserved for a container here: leave room on the host");
  for (const key of Object.keys(deploy).filter((each) => each !== "resources"))
    leave(`deploy.${key}`, key === "replicas" ? REPLICAS : "it is for Swarm");
  const { cpus, memory, pids } = limits;
  return {
    ...(cpus === undefined ? {} : { cpus: Number(cpus) }),
    ...(memory === undefined ? {} : { memory: mebibytes(memory) }),
    ...(pids === undefined ? {} : { pids: Number(pids) }),
  };
}

export const REPLICAS = "each container has an address of its own: give it `count` and a range of addresses";
