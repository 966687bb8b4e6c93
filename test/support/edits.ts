import { expect } from "vitest";
import type { FabricOutput } from "../../harness/contract";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { on } from "./lab-project";
import { plannedThings, presentThings } from "./leftovers";

/** All containers but these keep running. */
export type Restarted = readonly string[] | "all";

/** The hosts that a stack under test has now. */
export interface Lab {
  readonly stack: string;
  readonly hosts: readonly string[];
  readonly fabric: FabricOutput;
}

/** Each running container of the lab, as `HOST/NAME`, with a line that has its id and the time since which it runs. */
export async function running({ stack, hosts, fabric }: Lab): Promise<Map<string, string>> {
  const label = `label=macvlan-fabric.stack=${stack}`;
  const script = `docker ps --quiet --filter ${label} | xargs -r docker inspect --format '{{.Name}} {{.Id}} {{.State.StartedAt}}'`;
  const texts = await Promise.all(hosts.map(async (host) => [host, await on(host, fabric, script)] as const));
  const lines = texts.flatMap(([host, text]) => linesOf(text).map((line) => `${host}${line}`));
  return new Map(lines.map((line) => [line.split(" ")[0] ?? "", line]));
}

/** The hosts have what the plan gives them, and nothing else of the stack. */
export async function expectNothingElse({ stack, fabric }: Lab, input: FabricInput): Promise<void> {
  expect(await presentThings(stack, fabric)).toEqual(plannedThings(stack, input));
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** Gives an entry of a map another key, where it is. */
export function rename<T>(map: Record<string, T>, from: string, to: string): void {
  const entries = Object.entries(map).map(([name, value]) => [name === from ? to : name, value] as const);
  for (const name of Object.keys(map)) Reflect.deleteProperty(map, name);
  Object.assign(map, Object.fromEntries(entries));
}

/** Swaps values of two objects. */
export function swap<T extends object>(a: T, b: T, ...keys: (keyof T)[]): void {
  for (const key of keys) [a[key], b[key]] = [b[key], a[key]];
}
