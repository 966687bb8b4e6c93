import type { Cases } from "../load-cases";
import { UNKNOWN } from "../analyze";
import * as make from "../resources";

const label = { label: "macvlan-fabric.insecure", value: "registry" };

export const cases: Cases = {
  good: [
    [make.registry(["REGISTRY_HTTP_TLS_CERTIFICATE=/certs/tls.crt"])],
    [make.containerWith("web", { labels: [{ label: "macvlan-fabric.stack", value: "dev" }] })],
  ],
  bad: [
    [
      /docker.Container "r" ports: registry-dev serves plain HTTP. Remove registry.insecure./,
      [make.containerWith("r", { name: "registry-dev", image: "registry:2", labels: [label] })],
    ],
  ],
  unknown: [make.containerWith("r", { labels: UNKNOWN })],
  silent: true,
};
