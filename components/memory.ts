import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../support/problem";
import { movedText, type Assigned, type Choice } from "../topology/automatic/assigned";
import type { Normalised } from "../topology/model/normalise";
import { assignedFileName, readAssigned, rememberAssigned } from "./assigned-file";
import { refuseUserErrors } from "./refusal";

/** What `auto` stands for in a stack, kept from one update to the next. */
export interface Memory {
  /** By container. */
  readonly assigned: Assigned;
  /** Is called before anything is made, with all that there is to remember. */
  readonly remember: (assigned: Assigned) => void;
}

/** The memory of a stack: the file beside its own. @throws UserError when it cannot be read */
export function stackMemory(stack: string): Memory {
  return {
    assigned: readAssigned(stack),
    remember: (assigned) => {
      if (!refuseUserErrors(() => rememberAssigned(stack, assigned))) return;
      void pulumi.log.info(`${assignedFileName(stack)} has changed: commit it with Pulumi.${stack}.yaml`);
    },
  };
}

type Automatic = Pick<Normalised, "choices" | "assigned">;

/** A lab with `auto` that nobody would remember: whenever a container came or went, others would move. */
export function findForgetful({ choices }: Automatic, memory: Memory | undefined): Problem[] {
  const [first] = choices;
  if (first === undefined || memory !== undefined) return [];
  return [
    { path: first.path, message: "auto would not be remembered: pass memory, as loadConfiguration() returns it" },
  ];
}

/** Says what moves, and remembers the choices unless this is a preview. */
export function rememberChoices({ choices, assigned }: Automatic, memory: Memory | undefined): void {
  for (const choice of choices) if (choice.reason !== undefined) warn(choice);
  if (!pulumi.runtime.isDryRun()) memory?.remember(assigned);
}

function warn(choice: Choice): void {
  void pulumi.log.warn(`${choice.path}: ${movedText(choice)}`);
}
