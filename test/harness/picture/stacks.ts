import { largeOutput } from "../../../bench/large-output";
import type { FabricOutput } from "../../../harness/contract";
import { normalise } from "../../../topology/model/normalise";
import { parseFabric } from "../../../topology/schema/parse-configuration";
import { readFabric } from "../../support/dev-stack";
import { outputOf, referenceOutput, richOutput } from "../fixture";

/** Stacks that differ in everything that a picture shows. */
export const STACKS: Readonly<Record<string, () => FabricOutput>> = {
  "the reference topology": referenceOutput,
  "everything that a segment can be": richOutput,
  "a second switch": () =>
    outputOf(normalise(parseFabric(readFabric("examples/Pulumi.switches.yaml")), "switches").topology),
  "12 hosts": () => largeOutput({ hosts: 12, segments: 3, containers: 108 }),
  "50 hosts": () => largeOutput({ hosts: 50, segments: 20, containers: 1000 }),
};
