import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.remoteCommand({ host: UNKNOWN, hostKey: make.HOST_KEY })],
    [make.remoteCommand({ host: "a", hostKey: make.HOST_KEY, proxy: { host: "b", hostKey: make.HOST_KEY } })],
    [{ type: "command:local:Command", name: "here", props: { create: "true" } }],
    [{ type: "command:remote:Command", name: "later", props: {} }],
  ],
  bad: [
    [/connection\.hostKey: missing/, [make.remoteCommand({ host: "a" })]],
    [/connection\.hostKey: missing/, [make.remoteCommand({ host: "a", hostKey: " " })]],
    [
      /CopyToRemote "prepare" connection/,
      [{ ...make.remoteCommand({ host: "a" }), type: "command:remote:CopyToRemote" }],
    ],
    [/connection\.proxy\.hostKey/, [make.remoteCommand({ host: "a", hostKey: make.HOST_KEY, proxy: { host: "b" } })]],
  ],
  unknown: [make.remoteCommand({ host: "a", hostKey: UNKNOWN })],
};
