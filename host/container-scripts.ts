import { hostScript, STATE_FOLDER } from "./render";

/** Limits the processes of running containers. */
export function pidsLimitScript(
  stack: string,
  containers: readonly { readonly id: string; readonly pids: number }[],
): string {
  const limits = [...new Set(containers.map(({ pids }) => pids))].sort((a, b) => a - b);
  const lines = limits.map((limit) =>
    [limit, ...containers.filter(({ pids }) => pids === limit).map(({ id }) => id)].join(" "),
  );
  return hostScript(stack, { limits: lines.join("\n") }, "pids-limit.sh");
}

/** The exit code of a script whose message says what is left to the user. */
export const LEFT_TO_THE_USER = 75;

/**
 * Starts a container that has stopped, or restarts one that has lost its links.
 * @param label `KEY=VALUE`, without which nothing is touched
 * @param dockerMayRestart whether it restarts Docker where only that helps, and with it all containers of the stack
 */
export function restartContainerScript(
  stack: string,
  container: string,
  label: string,
  dockerMayRestart: boolean,
): string {
  const may = { docker_may_restart: dockerMayRestart ? "yes" : "no", left_to_the_user: LEFT_TO_THE_USER };
  return hostScript(stack, { container, label, ...may }, "restart-container.sh");
}

export interface ContainerFilesSpec {
  /** Name of the container. */
  readonly container: string;
  /** `KEY=VALUE`, without which no container is restarted. */
  readonly label: string;
  readonly files: readonly {
    /** Path in the container. */
    readonly target: string;
    readonly content: string;
    /** In octal. */
    readonly mode: string;
    /** `UID:GID`. */
    readonly owner: string;
    /** Whether a new content restarts the container. */
    readonly onChange: string;
  }[];
}

/** Where the files of a stack's containers are on their hosts. */
export function filesFolder(stack: string): string {
  return `${STATE_FOLDER}/${stack}/files`;
}

/** Where the files of a container are on its host: each below it, with its path in the container. */
export function containerFilesFolder(stack: string, container: string): string {
  return `${filesFolder(stack)}/${container}`;
}

/** Writes files that a container mounts. */
export function containerFilesScript(stack: string, { container, label, files }: ContainerFilesSpec): string {
  const lines = files.map(({ mode, owner, onChange, content, target }) =>
    [mode, owner, onChange, Buffer.from(content).toString("base64") || "-", target].join(" "),
  );
  const folder = containerFilesFolder(stack, container);
  return hostScript(stack, { folder, container, label, files: lines.join("\n") }, "rewrite.sh", "container-files.sh");
}

export interface ContainerMacSpec {
  /** The host's name, for messages. */
  readonly host: string;
  readonly id: string;
  /** Name of the container. */
  readonly container: string;
  readonly macs: readonly {
    /** Name of the Docker network. */
    readonly network: string;
    readonly mac: string;
    /** Where the configuration asks for it. */
    readonly path: string;
  }[];
}

/** Gives a container the MACs that it is to have, where its Docker can; refuses where it cannot. */
export function containerMacScript(stack: string, { macs, ...own }: ContainerMacSpec): string {
  const lines = macs.map(({ network, mac, path }) => `${network} ${mac} ${path}`);
  return hostScript(stack, { ...own, macs: lines.join("\n") }, "container-mac.sh");
}

export interface HealthSpec {
  /** The host's name, for messages. */
  readonly host: string;
  readonly id: string;
  /** Name of the container. */
  readonly container: string;
  /** Where the configuration says when it is healthy. */
  readonly path: string;
  /** Seconds to wait. */
  readonly bound: number;
}

/** Waits until a container is healthy, and fails when it is unhealthy, with the last lines of its log. */
export function waitHealthyScript(stack: string, spec: HealthSpec): string {
  return hostScript(stack, { ...spec }, "health.sh", "wait-healthy.sh");
}
