import { UNKNOWN, type Resource } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree } from "../plans";
import * as make from "../resources";

const withMac = (name: string, address: string): Resource =>
  make.container(name, address, "docker01", { macAddress: "02:00:00:00:00:0a" });

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /"b" .*02:00:00:00:00:0a .*container b .*container a/,
      [make.network(), withMac("a", "172.16.10.10"), withMac("b", "172.16.10.11")],
    ],
  ],
  unknown: [
    make.network(),
    withMac("a", "172.16.10.10"),
    make.container("b", "172.16.10.11", "docker01", { macAddress: UNKNOWN }),
  ],
  silent: true,
};
