import { ansible, ansibleContainers } from "./ansible";
import { blackbox } from "./blackbox";
import { dns } from "./dns";
import { dockerContexts } from "./docker-contexts";
import { env } from "./env";
import { hosts } from "./hosts";
import { junit } from "./junit";
import type { OutputKind } from "./kind";
import { metrics } from "./metrics";
import { netbox } from "./netbox";
import { nornir } from "./nornir";
import { prometheus } from "./prometheus";
import { robot } from "./robot";
import { sshConfig } from "./ssh-config";
import { testinfra } from "./testinfra";

/** Every kind of output, by the name that `npm run outputs` takes, in the order of its documentation. */
export const OUTPUT_KINDS: Readonly<Record<string, OutputKind>> = {
  "ssh-config": sshConfig,
  ansible,
  "ansible-containers": ansibleContainers,
  testinfra,
  nornir,
  "docker-contexts": dockerContexts,
  hosts,
  dns,
  prometheus,
  blackbox,
  metrics,
  netbox,
  robot,
  env,
  junit,
};
