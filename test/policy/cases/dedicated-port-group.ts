import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { referencePlan } from "../plans";
import * as portGroup from "../port-groups";
import * as make from "../resources";

const fabric = make.fabric(referencePlan);

export const cases: Cases = {
  good: [
    [fabric, portGroup.component()],
    [portGroup.component({ kind: "existing", dedicated: true })],
    [portGroup.component({ macLearning: true })],
  ],
  bad: [
    [/portGroup\.name: macvlan already exists/, [fabric, portGroup.component({ kind: "existing", dedicated: false })]],
  ],
  unknown: [portGroup.component({ kind: "existing", dedicated: true, name: UNKNOWN })],
  silent: true,
};
