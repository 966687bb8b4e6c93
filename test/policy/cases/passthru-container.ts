import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const passthru = make.passthruNetwork();

export const cases: Cases = {
  good: [
    [passthru, make.container("a", "172.16.10.10")],
    [make.network(), make.container("a", "172.16.10.10"), make.container("b", "172.16.10.11")],
    [passthru, make.container("a", "172.16.10.10"), make.container("b", "172.16.10.11", "docker02")],
  ],
  bad: [
    [
      /"b": network mac_net10 is in mode passthru and already has docker\.Container "a"/,
      [passthru, make.container("a", "172.16.10.10"), make.container("b", "172.16.10.11")],
    ],
  ],
  unknown: [
    passthru,
    make.container("a", "172.16.10.10"),
    make.container("b", "172.16.10.11", "docker01", { name: UNKNOWN }),
  ],
  silent: true,
};
