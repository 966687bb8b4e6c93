import { existsSync } from "node:fs";
import { join } from "node:path";
import { Listr, PRESET_TIMER, type ListrTask } from "listr2";
import { DEFAULT_MEMORY_MIB } from "../lab/identity";
import { guestImage } from "../lab/image/image";
import { ensureLabTools } from "../lab/tools";
import type { Say } from "../support/terminal";
import { PROJECT_ROOT } from "../support/project";
import { readStackFile } from "./stack-file";
import { ensureStack, openSession, type Session } from "./session";

interface Prepared {
  session?: Session;
}

/** Makes everything ready that a command on a stack needs; each step says when a cache already covers it. */
export async function prepare(stack: string, needs: { guests: boolean }): Promise<Session> {
  const guests = needs.guests && hasLabHosts(stack);
  const stages = [
    guests ? [PACKAGES] : [],
    // Side by side: one mostly compiles, the other mostly waits for packages and for a guest to boot.
    [pulumiStep(stack), ...(guests ? [IMAGE] : [])],
    [stackStep(stack)],
  ];
  const prepared: Prepared = {};
  for (const steps of stages) await new Listr(steps, { ...TIMED, concurrent: true }).run(prepared);
  if (prepared.session === undefined) throw new Error("no session was opened");
  return prepared.session;
}

const TIMED = {
  rendererOptions: { timer: PRESET_TIMER },
  fallbackRendererOptions: { timer: PRESET_TIMER },
};

const PACKAGES: ListrTask<Prepared> = {
  title: "Packages of the lab",
  task: async (_, task) => {
    const said = follow(task);
    await ensureLabTools(said.say);
    task.title = `Packages of the lab${said.ending()}`;
  },
};

const IMAGE: ListrTask<Prepared> = {
  title: "Guest image",
  task: async (_, task) => {
    const said = follow(task);
    const { accelerator } = await guestImage(DEFAULT_MEMORY_MIB, said.say);
    const how = accelerator.kind === "kvm" ? "runs under KVM" : "emulated: KVM does not work here";
    task.title = `Guest image (${how})${said.ending()}`;
  },
};

function pulumiStep(stack: string): ListrTask<Prepared> {
  return {
    title: "Pulumi",
    task: async (context, task) => {
      const said = follow(task);
      context.session = await openSession(stack, said.say);
      task.title = `Pulumi: ${context.session.toolchain.summary}${said.ending()}`;
    },
  };
}

function stackStep(stack: string): ListrTask<Prepared> {
  return {
    title: `Stack ${stack}`,
    task: async ({ session }) => {
      if (session !== undefined) await ensureStack(session);
    },
  };
}

/** Shows what a step says; a step that had nothing to say found everything there. */
function follow(task: { output: string }): { say: Say; ending: () => string } {
  let quiet = true;
  return {
    say: (line) => {
      quiet = false;
      task.output = line;
    },
    ending: () => (quiet ? ": already there" : ""),
  };
}

/** Whether the stack's configuration asks for guests on this machine; a wrong configuration is for the program to refuse. */
function hasLabHosts(stack: string): boolean {
  if (!existsSync(join(PROJECT_ROOT, `Pulumi.${stack}.yaml`))) return false;
  return JSON.stringify(readStackFile(stack) ?? {}).includes('"kind":"lab"');
}
