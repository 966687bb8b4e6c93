import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.sshProvider(...make.PINNED)],
    [make.sshProvider("-oStrictHostKeyChecking yes")],
    [make.sshProvider("-o", "stricthostkeychecking = yes", "-o", "StrictHostKeyChecking=no")],
    [make.dockerProvider({ host: "unix:///var/run/docker.sock" })],
  ],
  bad: [
    [/StrictHostKeyChecking is not set/, [make.dockerProvider({ host: "ssh://root@h" })]],
    [/StrictHostKeyChecking is not set/, [make.dockerProvider({ host: "ssh://root@h", sshOpts: "no list" })]],
    [/StrictHostKeyChecking is no;/, [make.sshProvider("-o", "StrictHostKeyChecking=no", ...make.PINNED)]],
    [/StrictHostKeyChecking is accept-new;/, [make.sshProvider("-oStrictHostKeyChecking=accept-new")]],
    [
      /UserKnownHostsFile is \/dev\/null/,
      [make.sshProvider("-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=/dev/null")],
    ],
    [
      /NoHostAuthenticationForLocalhost is yes/,
      [make.sshProvider(...make.PINNED, "-o", "NoHostAuthenticationForLocalhost=yes")],
    ],
  ],
  unknown: [{ ...make.sshProvider(), props: { host: "ssh://root@h", sshOpts: UNKNOWN } }],
};
