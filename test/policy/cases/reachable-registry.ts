import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const registry = make.container("registry", "172.16.10.5");

export const cases: Cases = {
  good: [
    [make.network(), registry, make.image("RemoteImage", "172.16.10.5:5000/busybox", "docker02")],
    [make.network(), registry, make.image("RemoteImage", "192.168.1.11:5000/busybox")],
    [make.network(), registry, make.image("RemoteImage", "busybox")],
  ],
  bad: [
    [
      /RemoteImage "image" name: the registry 172\.16\.10\.5 is docker\.Container "registry", on a layer-2 network of docker01 itself/,
      [make.network(), registry, make.image("RemoteImage", "172.16.10.5:5000/busybox")],
    ],
    [
      /the registry fd00:10::5 is docker\.Container "registry"/,
      [
        make.ipvlanNetwork({ ipv6: true, ipamConfigs: make.DUAL_POOLS }),
        make.container("registry", "172.16.10.5", "docker01", { ipv6Address: "fd00:10::5" }),
        make.image("RemoteImage", "[fd00:10::5]:5000/busybox"),
      ],
    ],
    [
      /image: the registry 172\.16\.10\.5 is/,
      [make.network(), registry, make.containerWith("b", { image: "172.16.10.5:5000/busybox" })],
    ],
  ],
  unknown: [make.network(), registry, make.image("RemoteImage", UNKNOWN)],
  silent: true,
};
