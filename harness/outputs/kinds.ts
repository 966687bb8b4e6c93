import { ansible, ansibleContainers } from "./ansible";
import { hosts } from "./hosts";
import { junit } from "./junit";
import type { OutputKind } from "./kind";
import { sshConfig } from "./ssh-config";

/** Every kind of output, by the name that `npm run outputs` takes, in the order of its documentation. */
export const OUTPUT_KINDS: Readonly<Record<string, OutputKind>> = {
  "ssh-config": sshConfig,
  ansible,
  "ansible-containers": ansibleContainers,
  hosts,
  junit,
};
