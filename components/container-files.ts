import type * as command from "@pulumi/command";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { containerFilesFolder, containerFilesScript } from "../host/container-scripts";
import { STACK_LABEL } from "../topology/naming";
import type { DockerHost } from "./docker-host";
import { remoteScript } from "./remote-script";

/** A file that a container mounts. */
export interface ContainerFile {
  /** Path in the container. */
  readonly target: string;
  readonly content: pulumi.Input<string>;
  /** In octal. */
  readonly mode: string;
  /** `UID:GID`. */
  readonly owner: string;
  /** What a new content does to the container. */
  readonly onChange: "restart" | "replace" | "nothing";
}

/** Files on a host, and how a container mounts them. */
export interface WrittenFiles {
  readonly written: command.remote.Command;
  readonly volumes: readonly docker.types.input.ContainerVolume[];
}

/** Writes the files of a container on its host. A new content that is to replace the container writes all of them anew. */
export function writeFiles(
  name: string,
  { container, host, files }: { container: string; host: DockerHost; files: readonly ContainerFile[] },
  parent: pulumi.Resource,
): WrittenFiles {
  const stack = pulumi.getStack();
  const folder = containerFilesFolder(stack, container);
  const known = pulumi.all(files.map((file) => pulumi.output(file.content).apply((content) => ({ ...file, content }))));
  const script = known.apply((all) =>
    containerFilesScript(stack, { container, label: `${STACK_LABEL}=${stack}`, files: all }),
  );
  const replacing = files.filter(({ onChange }) => onChange === "replace").map(({ content }) => content);
  const identity = pulumi.all(replacing).apply((contents) => [folder, ...contents].join("\n"));
  const args = {
    ssh: host.ssh,
    script,
    timeout: 180,
    ...(replacing.length === 0 ? { identity: folder } : { identity }),
  };
  return {
    written: remoteScript(`${name}-files`, args, host.childOptions(parent, [host.ready])),
    volumes: files.map(({ target }) => ({ hostPath: `${folder}${target}`, containerPath: target, readOnly: true })),
  };
}
