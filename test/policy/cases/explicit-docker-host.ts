import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.sshProvider(...make.PINNED)],
    [make.dockerProvider({ host: "tcp://h:2376", certPath: "/certs" })],
    [make.dockerProvider({}, "default_5_2_0")],
    [make.dockerProvider({ host: UNKNOWN })],
  ],
  bad: [
    [/host: tcp:\/\/h:2375 is unprotected/, [make.dockerProvider({ host: "tcp://h:2375" })]],
    [/context: overrides host/, [make.dockerProvider({ host: "ssh://root@h", context: "lab" })]],
    [/context: overrides host/, [make.dockerProvider({ host: UNKNOWN, context: "lab" })]],
    [/host: missing/, [make.dockerProvider({})]],
  ],
  unknown: [make.dockerProvider({ host: UNKNOWN })],
};
