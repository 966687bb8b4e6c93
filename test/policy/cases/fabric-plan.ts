import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { referencePlan } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: [[make.fabric(referencePlan)]],
  bad: [
    [/Fabric "fabric" plan: missing or incomplete/, [{ ...make.fabric(referencePlan), props: {} }]],
    [
      /Fabric "fabric" plan: missing or incomplete/,
      [{ ...make.fabric(referencePlan), props: { plan: { subnets: [], networks: [] } } }],
    ],
  ],
  unknown: [{ ...make.fabric(referencePlan), props: { plan: UNKNOWN } }],
};
