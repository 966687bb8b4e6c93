import { ansible, ansibleContainers } from "./ansible";
import { dns } from "./dns";
import { dockerContexts } from "./docker-contexts";
import { hosts } from "./hosts";
import { junit } from "./junit";
import type { OutputKind } from "./kind";
import { nornir } from "./nornir";
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
  junit,
};
