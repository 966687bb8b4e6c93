import { connect } from "node:net";
import { delimiter } from "node:path";

/** Variables that every Docker provider reads, and that override what the program sets. */
const LEAKS = [
  "DOCKER_HOST",
  "DOCKER_CONTEXT",
  "DOCKER_CERT_PATH",
  "DOCKER_CA_MATERIAL",
  "DOCKER_CERT_MATERIAL",
  "DOCKER_KEY_MATERIAL",
  "DOCKER_SSH_OPTS",
];

export interface Additions {
  /** Folder to put first on the path. */
  readonly binFolder?: string;
  readonly home?: string;
  /** Whether nothing may be downloaded: whatever is missing is an error at once. */
  readonly offline: boolean;
}

/** The environment in which the CLI runs. */
export function pulumiEnvironment(base: NodeJS.ProcessEnv, additions: Additions): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = Object.fromEntries(Object.entries(base).filter(([name]) => !LEAKS.includes(name)));
  env["PULUMI_SKIP_UPDATE_CHECK"] = "true";
  if (additions.offline) env["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "true";
  if (additions.binFolder !== undefined)
    env["PATH"] = [additions.binFolder, base["PATH"]].filter(Boolean).join(delimiter);
  if (additions.home !== undefined) env["PULUMI_HOME"] = additions.home;
  return env;
}

/** Leaves out an ssh agent that does not answer: the command plugin would fail on it before trying a key. */
export async function withoutDeadAgent(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const socket = env["SSH_AUTH_SOCK"];
  if (socket === undefined || (socket !== "" && (await answers(socket)))) return env;
  const { SSH_AUTH_SOCK: _dead, ...rest } = env;
  return rest;
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const settle = (alive: boolean): void => {
      connection.destroy();
      resolve(alive);
    };
    connection.on("connect", () => {
      settle(true);
    });
    connection.on("error", () => {
      settle(false);
    });
  });
}
