import { containerEdits, addContainer } from "./edits/containers";
import type { Edits } from "./edits/edit";
import { addBridge, addHost, addRegistry, hostEdits, serviceEdits } from "./edits/hosts";
import { optionEdits } from "./edits/options";
import { workloadEdits } from "./edits/workloads";
import { addSegment, segmentEdits } from "./edits/segments";
import { isAccepted } from "./accepted";
import type { Lab } from "./lab";
import { Misfit, Random } from "./random";
import { settle } from "./settle";

/** The kinds of edit, and how often they are drawn: a guest takes a minute to start. */
const GROUPS: readonly { readonly weight: number; readonly edits: Edits }[] = [
  { weight: 8, edits: containerEdits },
  { weight: 8, edits: segmentEdits },
  { weight: 2, edits: optionEdits },
  { weight: 3, edits: workloadEdits },
  { weight: 3, edits: serviceEdits },
  { weight: 1, edits: hostEdits },
];

export const EDITS: Edits = Object.assign({}, ...GROUPS.map(({ edits }) => edits)) as Edits;

/** An edit with its draws, which can be applied again, also to another topology. */
export interface DrawnEdit {
  readonly name: string;
  readonly seed: string;
}

/** Draws until something fits: with the same edit, and then with another one. */
const TRIES = { edit: 20, name: 100 };

/** With fewer containers than this, most edits have nothing to change: adding some is drawn more often. */
const FEW_CONTAINERS = 5;

/** A topology to begin with: its hosts, segments and containers are drawn. */
export function drawLab(seed: string): Lab {
  const lan = { subnet: "192.168.1.0/24", gateway: "192.168.1.1" };
  let lab: Lab = { lan, hosts: {}, segments: {}, bridges: {}, images: {}, containers: {} };
  const random = new Random(seed);
  const repeat = (what: string, count: number, change: Edits[string]): void => {
    for (let index = 0; index < count; index += 1) {
      lab = attempt(`${seed}/${what} ${index}`, (own) => changeLab(lab, change, own));
    }
  };
  repeat("host", random.pick([2, 2, 3]), addHost);
  repeat("registry", 1, addRegistry);
  repeat("segment", random.integer(2, 4), addSegment);
  repeat("bridge", random.integer(0, 1), addBridge);
  repeat("container", random.integer(4, 8), addContainer);
  return lab;
}

/** Edits that the plan takes one after the other, and what they make of a topology. */
export function drawStep(lab: Lab, count: number, seed: string): { edits: readonly DrawnEdit[]; after: Lab } {
  const edits: DrawnEdit[] = [];
  let after = lab;
  for (let index = 0; index < count; index += 1) {
    const before = after;
    const [edit, next] = attempt(`${seed}/edit ${index}`, (random, own) =>
      drawEdit(before, drawName(before, random), own),
    );
    edits.push(edit);
    after = next;
  }
  return { edits, after };
}

function drawEdit(lab: Lab, name: string, seed: string): readonly [DrawnEdit, Lab] | undefined {
  for (let index = 0; index < TRIES.edit; index += 1) {
    const drawn = { name, seed: `${seed}/${index}` };
    const changed = applyEdit(lab, drawn);
    if (changed !== undefined) return [drawn, changed];
  }
  return undefined;
}

/** What an edit makes of a topology; undefined if it does not fit, changes nothing, or the plan refuses the result. */
export function applyEdit(lab: Lab, { name, seed }: DrawnEdit): Lab | undefined {
  return changeLab(lab, EDITS[name], new Random(seed));
}

function changeLab(lab: Lab, edit: Edits[string] | undefined, random: Random): Lab | undefined {
  const changed = structuredClone(lab);
  try {
    edit?.(changed, random);
    settle(changed, random.branch("settle"));
  } catch (error) {
    if (error instanceof Misfit) return undefined;
    throw error;
  }
  const isSame = JSON.stringify(changed) === JSON.stringify(lab);
  return isSame || !isAccepted(changed) ? undefined : changed;
}

function drawName({ containers }: Lab, random: Random): string {
  if (Object.keys(containers).length < FEW_CONTAINERS && random.chance(0.4)) return "a container more";
  const all = GROUPS.flatMap(({ weight, edits }) => Array.from({ length: weight }, () => edits));
  return random.pick(Object.keys(random.pick(all)));
}

function attempt<T>(seed: string, make: (random: Random, seed: string) => T | undefined): T {
  for (let index = 0; index < TRIES.name; index += 1) {
    const own = `${seed}/try ${index}`;
    const made = make(new Random(own), own);
    if (made !== undefined) return made;
  }
  throw new Error(`nothing that the plan takes was found with seed ${seed}: draw from more in test/fuzz/edits/`);
}
