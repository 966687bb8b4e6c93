import { UNKNOWN, type Resource } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const mac = (macAddress: string): Resource => make.container("a", "172.16.10.10", "docker01", { macAddress });

export const cases: Cases = {
  good: [
    [make.network(), mac("02:42:ac:10:0a:0a")],
    [make.network(), mac("FE:00:00:00:00:01")],
    // Of a vendor, such as the one that a licence is bound to.
    [make.network(), mac("00:50:56:00:00:01")],
    [make.ipvlanNetwork(), make.container("a", "172.16.10.10")],
    [make.network(), make.container("a", "172.16.10.10")],
  ],
  bad: [
    [/macAddress: 01:00:5e:00:00:01 is a multicast address/, [make.network(), mac("01:00:5e:00:00:01")]],
    [/macAddress: 01:00:5e:00:00:01 is a multicast address/, [make.ipvlanNetwork(), mac("01:00:5e:00:00:01")]],
    [/02-42-ac-10-0a-0a is not a valid MAC address/, [make.network(), mac("02-42-ac-10-0a-0a")]],
  ],
  unknown: [make.network(), mac(UNKNOWN)],
  silent: true,
};
