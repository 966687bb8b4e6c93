import { createHash } from "node:crypto";
import type { OutputKind } from "./kind";

export const dockerContexts: OutputKind = {
  reader: "Docker's CLI",
  description: "a context for each host, by its name",
  files: ["contexts/meta/*/meta.json"],
  usage: [
    "npm run outputs -- docker-contexts --output docker",
    "npm run outputs -- ssh-config --output ~/.ssh/lab    # and in ~/.ssh/config: Include lab",
    "DOCKER_CONFIG=$PWD/docker docker --context docker01 ps",
  ],
  notes:
    "A context cannot hold options of ssh, so the names, ports and host keys come from the [ssh configuration](#ssh-config), " +
    "which `~/.ssh/config` must include. To have the contexts beside your own, copy the folder `contexts` into `~/.docker`. " +
    "A login other than root must be in the group `docker` of its host.",
  from: "stack output",
  render: ({ stack, hosts }) =>
    Object.fromEntries(
      Object.keys(hosts).map((name) => [
        // Where the CLI keeps a context of this name.
        `contexts/meta/${createHash("sha256").update(name).digest("hex")}/meta.json`,
        `${JSON.stringify({
          Name: name,
          Metadata: { Description: `${name} of stack ${stack}` },
          Endpoints: { docker: { Host: `ssh://${name}`, SkipTLSVerify: false } },
        })}\n`,
      ]),
    ),
};
