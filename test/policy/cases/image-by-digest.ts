import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [[make.containerWith("a", {})], [make.containerWith("a", { image: `sha256:${"f".repeat(64)}` })]],
  bad: [
    [/image: busybox:v1 has no digest/, [make.containerWith("a", { image: "busybox:v1" })]],
    [/has no digest/, [make.containerWith("a", { image: "busybox@sha256:abc" })]],
    [/has no digest/, [make.containerWith("a", { image: `busybox-sha256:${"f".repeat(64)}` })]],
  ],
  unknown: [make.containerWith("a", { image: UNKNOWN })],
  silent: true,
};
