import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const withCapabilities = (...adds: unknown[]): ReturnType<typeof make.containerWith> =>
  make.containerWith("a", { capabilities: { adds, drops: ["ALL"] } });

export const cases: Cases = {
  good: [[make.containerWith("a", {})], [withCapabilities("CAP_NET_RAW", "CAP_NET_ADMIN")]],
  bad: [[/CAP_SYS_ADMIN leads out of the container/, [withCapabilities("CAP_NET_RAW", "CAP_SYS_ADMIN")]]],
  unknown: [make.containerWith("a", { capabilities: UNKNOWN })],
};
