import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseFabric } from "../../topology/schema/parse-configuration";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { normalise, type Normalised } from "../../topology/model/normalise";

const ROOT = join(__dirname, "..", "..");

/** The structured value of a stack file or fixture, as the CLI would hand it over. */
export function readFabric(file: string): unknown {
  const document = parse(readFileSync(join(ROOT, file), "utf8")) as { config?: Record<string, unknown> };
  return document.config?.["macvlan-fabric:fabric"] ?? document;
}

/** The reference topology as it is written in its stack file, changed by `change`. */
export function devInput(change: (input: FabricInput) => void = () => undefined): FabricInput {
  const input = readFabric("Pulumi.dev.yaml") as FabricInput;
  change(input);
  return input;
}

/** The engine and the network stack of a lab guest. */
type Machine = Pick<Extract<FabricInput["hosts"][string]["vm"], { kind: "lab" }>, "docker" | "network">;

/**
 * What each host has in the lab's tests: an old engine beside one that users have, and two stacks besides networkd; or what
 * `LAB_ENGINES` and `LAB_NETWORKS` say, such as `26,28` and `netplan,netplan-NetworkManager`. The schema refuses others.
 */
export const MIXED_PAIR: Readonly<Record<string, Machine>> = mixedPair(process.env);

function mixedPair({ LAB_ENGINES = "26,28", LAB_NETWORKS = "NetworkManager,ifupdown" }: NodeJS.ProcessEnv) {
  const [engines, networks] = [LAB_ENGINES, LAB_NETWORKS].map((names) => names.split(","));
  const machine = (at: number): Machine => ({ docker: engines?.[at], network: networks?.[at] }) as Machine;
  return { docker01: machine(0), docker02: machine(1) };
}

/** The reference topology with these machines, changed by `change`. */
export function inputWith(
  machines: Readonly<Record<string, Machine>>,
  change: (input: FabricInput) => void = () => undefined,
): FabricInput {
  return devInput((input) => {
    for (const [name, machine] of Object.entries(machines)) {
      const vm = input.hosts[name]?.vm;
      if (vm?.kind !== "lab") throw new Error(`${name} is no lab guest`);
      Object.assign(vm, machine);
    }
    change(input);
  });
}

/** The reference topology ready for the components. */
export function devTopology(change?: (input: FabricInput) => void): Normalised {
  return normalise(parseFabric(devInput(change)), "dev");
}
