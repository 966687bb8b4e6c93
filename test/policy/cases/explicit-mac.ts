import { UNKNOWN, type Resource } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const mac = (macAddress: string): Resource => make.container("a", "172.16.10.10", "docker01", { macAddress });

export const cases: Cases = {
  good: [
    [make.network(), mac("02:42:ac:10:0a:0a")],
    [make.network(), mac(UNKNOWN)],
    [make.network(), make.automaticContainer("a")],
  ],
  bad: [[/macAddress: missing beside address 172\.16\.10\.10/, [make.network(), make.container("a", "172.16.10.10")]]],
  unknown: [make.network(), make.containerWith("a", { networksAdvanced: UNKNOWN })],
  silent: true,
};
