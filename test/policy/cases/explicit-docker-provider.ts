import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const dockerImage = { type: "docker:index/remoteImage:RemoteImage", name: "busybox" };

export const cases: Cases = {
  good: [[make.network()], [{ ...dockerImage, provider: { name: "defaults-are-evil" } }]],
  bad: [
    [/RemoteImage "busybox": uses the default provider/, [dockerImage]],
    [/uses the default provider/, [{ ...dockerImage, provider: { name: "default" } }]],
    [/uses the default provider/, [{ ...dockerImage, provider: { name: "default_5_2_0" } }]],
  ],
  unknown: [{ ...dockerImage, props: { name: UNKNOWN }, provider: { name: "docker01", props: { host: UNKNOWN } } }],
  silent: true,
};
