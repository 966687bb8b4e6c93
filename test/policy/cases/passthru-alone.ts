import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.passthruNetwork("a")],
    [make.passthruNetwork("a"), make.network({ name: "b", options: { parent: "ens33.20" } })],
    [make.network(), make.network({ name: "b" })],
    // Reported by one-driver-per-parent.
    [make.passthruNetwork("a"), make.ipvlanNetwork({ name: "b" })],
  ],
  bad: [
    [/is shared with docker\.Network "a-docker01"/, [make.passthruNetwork("a"), make.network({ name: "b" })]],
    [/in mode passthru/, [make.network({ name: "b" }), make.passthruNetwork("a")]],
  ],
  unknown: [make.passthruNetwork("a"), make.network({ name: "b", options: { parent: UNKNOWN } })],
  silent: true,
};
