import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [[make.containerWith("a", {})], [make.containerWith("a", { privileged: false })]],
  bad: [[/privileged: true gives it the rights of root/, [make.containerWith("a", { privileged: true })]]],
  unknown: [make.containerWith("a", { privileged: UNKNOWN })],
};
