const CONFIG = "run `docker compose config` on the file, and import what it prints";
const OTHER_NAMESPACE = "a container here has namespaces of its own";
const SECURITY = "containers here have no-new-privileges, and nothing else";

/** Keys of a service that are not taken over, and why; those that change nothing for a container here have no reason. */
export const REFUSED_KEYS: Readonly<Record<string, string | undefined>> = {
  ports: "it has an address of its own, where all its ports can be reached: nothing needs to be published",
  expose: undefined,
  profiles: "a stack has all its containers: remove the container if you do not want it",
  extends: CONFIG,
  develop: "it is for developing with Compose",
  attach: undefined,
  stdin_open: undefined,
  tty: undefined,
  scale: "each container has an address of its own: give it `count` and a range of addresses",
  links: "containers find each other by name: name the other container where the link's alias stands",
  external_links: "containers find each other by name: name the other container where the link's alias stands",
  secrets: "write it into `files` or `environment` as { secret: KEY }",
  configs: "write it into `files`",
  pull_policy: "images are published to the stack's registry, and run by digest",
  platform: "the image is published as the registry's host pulls it",
  security_opt: SECURITY,
  pid: OTHER_NAMESPACE,
  ipc: OTHER_NAMESPACE,
  uts: OTHER_NAMESPACE,
  userns_mode: OTHER_NAMESPACE,
  cgroup: OTHER_NAMESPACE,
  cgroup_parent: OTHER_NAMESPACE,
  domainname: "write the whole name into `hostname`",
  mem_reservation: "nothing is reserved for a container here: leave room on the host",
  mem_swappiness: "containers here do not swap",
  memswap_limit: "containers here do not swap",
  oom_kill_disable: "a container that needs more memory than it may have is ended here",
  oom_score_adj: "a container that needs more memory than it may have is ended here",
  volumes_from: "name the same volumes under `volumes`",
  runtime: "containers here run with the engine's own runtime",
  gpus: "name the device under `devices`",
};

/** For keys that neither Compose nor this import knows. */
export const UNKNOWN_KEY = "the import does not know it";
