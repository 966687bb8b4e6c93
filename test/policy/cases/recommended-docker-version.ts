import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [[make.dockerHost()], [make.dockerHost({ docker: "29.0.0" })], [make.dockerHost({ required: "28.0.0" })]],
  bad: [
    [
      /docker01 may have a Docker as old as 28\.5\.2, and 29\.0\.0 or later is recommended/,
      [make.dockerHost({ docker: "28.5.2" })],
    ],
  ],
  unknown: [make.dockerHost({ docker: UNKNOWN })],
  silent: true,
};
