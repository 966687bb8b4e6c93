import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [[make.dockerHost()], [make.dockerHost({ docker: "29.0.0" })]],
  bad: [[/28\.5\.2 is older than 29\.0\.0\. Consider upgrading docker01/, [make.dockerHost({ docker: "28.5.2" })]]],
  unknown: [make.dockerHost({ docker: UNKNOWN })],
  silent: true,
};
