import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Engine } from "../../lab/image/engines";
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

/** The Docker engine of each host in the lab's tests: an old one beside one that users have. */
export const MIXED_PAIR: Readonly<Record<string, Engine>> = { docker01: "26", docker02: "28" };

/** The reference topology with these engines, changed by `change`. */
export function inputWith(
  engines: Readonly<Record<string, Engine>>,
  change: (input: FabricInput) => void = () => undefined,
): FabricInput {
  return devInput((input) => {
    for (const [name, docker] of Object.entries(engines)) {
      const vm = input.hosts[name]?.vm;
      if (vm?.kind !== "lab") throw new Error(`${name} is no lab guest`);
      vm.docker = docker;
    }
    change(input);
  });
}

/** The reference topology ready for the components. */
export function devTopology(change?: (input: FabricInput) => void): Normalised {
  return normalise(parseFabric(devInput(change)), "dev");
}
