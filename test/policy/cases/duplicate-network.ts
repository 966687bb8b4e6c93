import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /"again" name: .*mac_net10 .*\(docker\.Network "mac_net10-docker01" name\)/,
      [make.network(), { ...make.network(), name: "again" }],
    ],
  ],
  unknown: [make.network(), make.network({ name: UNKNOWN })],
  silent: true,
};
