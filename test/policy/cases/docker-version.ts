import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [[make.dockerHost()], [make.dockerHost({ docker: "27.0.1" })], [make.dockerHost({ docker: "29.1" })]],
  bad: [
    [/hosts\.docker01\.docker: 27\.0\.0 is older than 27\.0\.1/, [make.dockerHost({ docker: "27.0.0" })]],
    [/20\.10\.24 is older/, [make.dockerHost({ docker: "20.10.24" })]],
  ],
  unknown: [make.dockerHost({ docker: UNKNOWN })],
  silent: true,
};
