import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const withDevice = (hostPath: unknown): ReturnType<typeof make.containerWith> =>
  make.containerWith("a", { devices: [{ hostPath, permissions: "rwm" }] });

export const cases: Cases = {
  good: [[make.containerWith("a", {})], [withDevice("/dev/net/tun")], [withDevice("/dev/ttyUSB0")]],
  bad: [[/\/dev\/sda may lead out of the container/, [withDevice("/dev/sda")]]],
  unknown: [withDevice(UNKNOWN)],
  silent: true,
};
