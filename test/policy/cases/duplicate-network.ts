import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /name: network name mac_net10 of network mac_net10 is already that of/,
      [make.network(), { ...make.network(), name: "again" }],
    ],
  ],
  unknown: [make.network(), make.network({ name: UNKNOWN })],
  silent: true,
};
