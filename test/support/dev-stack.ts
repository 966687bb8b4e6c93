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

/** The same, ready for the components. */
export function devTopology(change?: (input: FabricInput) => void): Normalised {
  return normalise(parseFabric(devInput(change)), "dev");
}
