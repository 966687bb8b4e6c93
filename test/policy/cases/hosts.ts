import { UNKNOWN, type Resource } from "../analyze";
import * as make from "../resources";
import type { Case } from "./case";

const pinned = [
  ...["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=none"],
  ...["-o", `KnownHostsCommand=/bin/echo %H ${make.HOST_KEY}`],
];
const ssh = (...sshOpts: string[]): Resource => make.dockerProvider({ host: "ssh://root@192.168.1.11:22", sshOpts });
const dockerImage = { type: "docker:index/remoteImage:RemoteImage", name: "busybox" };

export const hosts: readonly Case[] = [
  {
    rule: "pinned-command-host-key",
    good: [
      [make.remoteCommand({ host: UNKNOWN, hostKey: make.HOST_KEY })],
      [make.remoteCommand({ host: "a", hostKey: make.HOST_KEY, proxy: { host: "b", hostKey: make.HOST_KEY } })],
      [{ type: "command:local:Command", name: "here", props: { create: "true" } }],
    ],
    bad: [
      [/connection\.hostKey: is missing/, [make.remoteCommand({ host: "a" })]],
      [/connection\.hostKey: is missing/, [make.remoteCommand({ host: "a", hostKey: " " })]],
      [
        /CopyToRemote "prepare" connection/,
        [{ ...make.remoteCommand({ host: "a" }), type: "command:remote:CopyToRemote" }],
      ],
      [/connection\.proxy\.hostKey/, [make.remoteCommand({ host: "a", hostKey: make.HOST_KEY, proxy: { host: "b" } })]],
    ],
    unknown: [make.remoteCommand({ host: "a", hostKey: UNKNOWN })],
  },
  {
    rule: "pinned-docker-host-key",
    good: [
      [ssh(...pinned)],
      [ssh("-oStrictHostKeyChecking yes")],
      [ssh("-o", "stricthostkeychecking = yes", "-o", "StrictHostKeyChecking=no")],
      [make.dockerProvider({ host: "unix:///var/run/docker.sock" })],
    ],
    bad: [
      [/StrictHostKeyChecking is not set/, [make.dockerProvider({ host: "ssh://root@h" })]],
      [/StrictHostKeyChecking is not set/, [make.dockerProvider({ host: "ssh://root@h", sshOpts: "no list" })]],
      [/StrictHostKeyChecking is no;/, [ssh("-o", "StrictHostKeyChecking=no", ...pinned)]],
      [/StrictHostKeyChecking is accept-new;/, [ssh("-oStrictHostKeyChecking=accept-new")]],
      [
        /UserKnownHostsFile is \/dev\/null/,
        [ssh("-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=/dev/null")],
      ],
      [/NoHostAuthenticationForLocalhost is yes/, [ssh(...pinned, "-o", "NoHostAuthenticationForLocalhost=yes")]],
    ],
    unknown: [{ ...ssh(), props: { host: "ssh://root@h", sshOpts: UNKNOWN } }],
  },
  {
    rule: "explicit-docker-host",
    good: [
      [ssh(...pinned)],
      [make.dockerProvider({ host: "tcp://h:2376", certPath: "/certs" })],
      [make.dockerProvider({}, "default_5_2_0")],
      [make.dockerProvider({ host: UNKNOWN })],
    ],
    bad: [
      [/host: tcp:\/\/h:2375 is unprotected/, [make.dockerProvider({ host: "tcp://h:2375" })]],
      [/context: it overrides host/, [make.dockerProvider({ host: "ssh://root@h", context: "lab" })]],
      [/context: it overrides host/, [make.dockerProvider({ host: UNKNOWN, context: "lab" })]],
      [/host: is missing/, [make.dockerProvider({})]],
    ],
    unknown: [make.dockerProvider({ host: UNKNOWN })],
  },
  {
    rule: "explicit-docker-provider",
    good: [[make.network()], [{ ...dockerImage, provider: { name: "defaults-are-evil" } }]],
    bad: [
      [/RemoteImage "busybox": is on the default provider/, [dockerImage]],
      [/is on the default provider/, [{ ...dockerImage, provider: { name: "default" } }]],
      [/is on the default provider/, [{ ...dockerImage, provider: { name: "default_5_2_0" } }]],
    ],
    unknown: [{ ...dockerImage, props: { name: UNKNOWN }, provider: { name: "docker01", props: { host: UNKNOWN } } }],
    silent: true,
  },
  {
    rule: "docker-version",
    good: [[make.dockerHost()], [make.dockerHost({ docker: "27.0.1" })], [make.dockerHost({ docker: "29.1" })]],
    bad: [
      [/hosts\.docker01\.docker: 27\.0\.0 is older than 27\.0\.1/, [make.dockerHost({ docker: "27.0.0" })]],
      [/20\.10\.24 is older/, [make.dockerHost({ docker: "20.10.24" })]],
    ],
    unknown: [make.dockerHost({ docker: UNKNOWN })],
    silent: true,
  },
  {
    rule: "recommended-docker-version",
    good: [[make.dockerHost()], [make.dockerHost({ docker: "29.0.0" })]],
    bad: [[/28\.5\.2 is older than 29\.0\.0\. Consider/, [make.dockerHost({ docker: "28.5.2" })]]],
    unknown: [make.dockerHost({ docker: UNKNOWN })],
    silent: true,
  },
  {
    rule: "one-vlan-device",
    good: [
      [make.subinterface("a"), make.subinterface("b", { vlan: 20, link: "ens33.20" })],
      [make.subinterface("a"), make.subinterface("b", { host: "docker02" })],
      [make.subinterface("a"), make.subinterface("b", { nic: "ens34", link: "ens34.10" })],
    ],
    bad: [
      [
        /link: vlan10 would be a second device for VLAN 10 on ens33 of docker01, beside ens33\.10 of VlanSubinterface "a"/,
        [make.subinterface("a"), make.subinterface("b", { link: "vlan10" })],
      ],
    ],
    unknown: [make.subinterface("a"), make.subinterface("b", { link: UNKNOWN })],
    silent: true,
  },
  {
    rule: "vlan-mtu",
    good: [
      [make.subinterface("a", { mtu: 1500 })],
      [make.dockerHost({ mtu: 9000 }), make.subinterface("a", { mtu: 9000 })],
      [make.subinterface("a")],
    ],
    bad: [
      [/mtu: 9000 of ens33\.10 is more than the 1500 of ens33 on docker01/, [make.subinterface("a", { mtu: 9000 })]],
      [/1501 of ens33\.10/, [make.dockerHost({ mtu: 1500 }), make.subinterface("a", { mtu: 1501 })]],
    ],
    unknown: [make.subinterface("a", { mtu: UNKNOWN })],
    silent: true,
  },
  {
    rule: "registry-tls",
    good: [
      [make.registry(["REGISTRY_HTTP_TLS_CERTIFICATE=/certs/tls.crt"])],
      [make.registry([UNKNOWN])],
      [make.registry(["REGISTRY_HTTP_TLS_LETSENCRYPT_EMAIL=a@b.c"])],
      [make.containerWith("r", { image: "registry:2", uploads: [{ file: "/etc/docker/registry/config.yml" }] })],
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
  },
];
