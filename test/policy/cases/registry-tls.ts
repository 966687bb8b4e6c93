import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.registry(["REGISTRY_HTTP_TLS_CERTIFICATE=/certs/tls.crt"])],
    [make.registry([UNKNOWN])],
    [make.registry(["REGISTRY_HTTP_TLS_LETSENCRYPT_EMAIL=a@b.c"])],
    [make.containerWith("r", { image: "registry:2", uploads: [{ file: "/etc/docker/registry/config.yml" }] })],
    [
      make.containerWith("r", {
        ...{ image: "registry:2", envs: [] },
        labels: [{ label: "macvlan-fabric.insecure", value: "registry" }],
      }),
    ],
    [make.containerWith("web", { image: "nginx:1" })],
    [make.dockerProvider({ host: "ssh://h", registryAuth: JSON.stringify([{ address: "192.168.1.11:5000" }]) })],
    [make.dockerProvider({ host: "ssh://h", registryAuth: "no list" })],
  ],
  bad: [
    [/envs: REGISTRY_HTTP_TLS_CERTIFICATE is missing/, [make.registry([])]],
    [/envs: REGISTRY_HTTP_TLS_CERTIFICATE is missing/, [make.registry(["REGISTRY_HTTP_ADDR=:5000"])]],
    [
      /insecureSkipVerify: is true/,
      [{ ...make.image("RegistryImage", "r/busybox"), props: { insecureSkipVerify: true } }],
    ],
    [
      /registryAuth: http:\/\/h:5000 is plain HTTP/,
      [make.dockerProvider({ registryAuth: JSON.stringify([{ address: "http://me:secret@h:5000" }]) })],
    ],
  ],
  unknown: [make.registry(UNKNOWN)],
};
