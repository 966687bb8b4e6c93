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

/** Draws until something fits: with the same edit, with another one, and with other hosts and segments. */
const TRIES = { edit: 20, name: 100, lab: 20 };

/** With fewer containers than this, most edits have nothing to change: adding some is drawn more often. */
const FEW_CONTAINERS = 5;

/** A topology to begin with: its hosts, segments and containers are drawn. */
export function drawLab(seed: string): Lab {
  return firstOf(TRIES.lab, seed, drawParts) ?? giveUp(seed);
}

/** Undefined if nothing fits on what was drawn before: no container does where Docker 26 meets IPv6 without `slaac`. */
function drawParts(seed: string): Lab | undefined {
  const lan = { subnet: "192.168.1.0/24", gateway: "192.168.1.1" };
  const random = new Random(seed);
  const parts: readonly (readonly [string, number, Edits[string]])[] = [
    ["host", random.pick([2, 2, 3]), addHost],
    ["registry", 1, addRegistry],
    ["segment", random.integer(2, 4), addSegment],
    ["bridge", random.integer(0, 1), addBridge],
    ["container", random.integer(4, 8), addContainer],
  ];
  let lab: Lab | undefined = { lan, hosts: {}, segments: {}, bridges: {}, images: {}, containers: {} };
  for (const [what, count, change] of parts) {
    for (let index = 0; index < count && lab !== undefined; index += 1) {
      const before: Lab = lab;
      lab = firstOf(TRIES.name, `${seed}/${what} ${index}`, (own) => changeLab(before, change, new Random(own)));
    }
  }
  return lab;
}

/** Edits that the plan takes one after the other, and what they make of a topology. */
export function drawStep(lab: Lab, count: number, seed: string): { edits: readonly DrawnEdit[]; after: Lab } {
  const edits: DrawnEdit[] = [];
  let after = lab;
  for (let index = 0; index < count; index += 1) {
    const before = after;
    const own = `${seed}/edit ${index}`;
    const drawn = firstOf(TRIES.name, own, (each) => drawEdit(before, drawName(before, new Random(each)), each));
    const [edit, next] = drawn ?? giveUp(own);
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

/** The first that is made of some seeds. */
function firstOf<T>(tries: number, seed: string, make: (seed: string) => T | undefined): T | undefined {
  for (let index = 0; index < tries; index += 1) {
    const made = make(`${seed}/try ${index}`);
    if (made !== undefined) return made;
  }
  return undefined;
}

function giveUp(seed: string): never {
  throw new Error(`nothing that the plan takes was found with seed ${seed}: draw from more in test/fuzz/edits/`);
}
