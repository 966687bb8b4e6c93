import { disturbanceText, drawDisturbance } from "./disturbance";
import { drawLab, drawStep } from "./draw";
import { faultFiles, labText } from "./fault-files";
import { Fault, FuzzLab, type Trial } from "./fuzz-lab";
import type { Lab } from "./lab";
import { Random } from "./random";
import { shrink, type Case } from "./shrink";

export interface FuzzOptions {
  readonly seed: number;
  readonly edits: number;
  /** The most edits in one `up`. */
  readonly atOnce: number;
  /** The most smaller cases of a fault that are tried out. */
  readonly shrink: number;
  /** Whether to go on after a fault. */
  readonly goOn: boolean;
  readonly say: (line: string) => void;
  /** Writes the files of a fault; returns their folder. */
  readonly keep: (files: Readonly<Record<string, string>>) => string;
  /** Ends the run after the step that is under way. */
  readonly signal?: AbortSignal;
}

/** Brings up a random topology and edits it, one `up` for some of them at once. Resolves to the number of faults. */
export async function fuzz(options: FuzzOptions): Promise<number> {
  return new Fuzzer(options).run();
}

class Fuzzer {
  private readonly stack: string;
  private lab: Lab;
  private hosts: FuzzLab;
  private edits = 0;
  private faults = 0;

  constructor(private readonly options: FuzzOptions) {
    this.stack = `fuzz-${options.seed}`;
    this.lab = drawLab(String(options.seed));
    this.hosts = new FuzzLab(this.stack);
  }

  async run(): Promise<number> {
    const { seed, edits, goOn, signal } = this.options;
    try {
      let isWell = await this.begin("the first configuration");
      for (let step = 1; isWell && this.edits < edits && signal?.aborted !== true; step += 1) {
        isWell = (await this.step(step)) || (goOn && (await this.recover()));
      }
      if (isWell) await this.attempt("taking everything away", () => this.hosts.finish(this.lab));
      else await this.takeDown();
    } finally {
      this.hosts.remove();
    }
    this.tell(`seed ${seed}: ${this.edits} edits, ${this.faults} faults`);
    return this.faults;
  }

  /** Brings the present configuration up on new hosts. */
  private async begin(what: string): Promise<boolean> {
    const { lab, hosts } = this;
    this.tell(`${labText(lab)}: starting`);
    return (
      (await this.attempt("the hosts alone", () => hosts.start(lab))) &&
      (await this.attempt(what, () => hosts.apply(lab)))
    );
  }

  /** Whether a step of some edits, and perhaps a disturbance, passes. */
  private async step(step: number): Promise<boolean> {
    const { seed, edits: wanted, atOnce, shrink: limit, keep } = this.options;
    const random = new Random(`${seed}/step ${step}`);
    const count = Math.min(random.integer(1, atOnce), wanted - this.edits);
    const before = this.lab;
    const { edits, after } = drawStep(before, count, `${seed}/step ${step}`);
    const disturbance = drawDisturbance(Object.keys(before.hosts), random);
    const trial = { disturbance, withPreview: random.chance(1 / 3) };
    this.lab = after;
    this.edits += count;
    const names = edits.map(({ name }) => name).join("; ");
    const what = disturbance === undefined ? names : `${names}; and ${disturbanceText(disturbance)}`;
    const failing = { before, edits, after };
    return this.attempt(
      `step ${step}, ${this.edits} edits: ${what}`,
      () => this.hosts.apply(after, trial),
      async (fault) => {
        const folder = keep(faultFiles(`step-${step}`, this.stack, failing, fault, what));
        this.tell(`  ${labText(after)}; written to ${folder}`);
        if (limit === 0) return;
        const smallest = await shrink(failing, (smaller) => this.goesWrong(smaller, fault, trial), limit);
        keep(faultFiles(`step-${step}-shrunk`, this.stack, smallest, fault, what));
      },
    );
  }

  /** After a fault the next `up` should do; if not, new hosts. */
  private async recover(): Promise<boolean> {
    if (await this.attempt("  the next up", () => this.hosts.apply(this.lab))) return true;
    await this.takeDown();
    this.hosts.remove();
    this.hosts = new FuzzLab(this.stack);
    return this.begin("the configuration on new hosts");
  }

  /** Whether work goes well; says so. */
  private async attempt(
    what: string,
    work: () => Promise<void>,
    onFault: (fault: Fault) => Promise<void> = (fault) => {
      this.options.keep({ "last-fault.txt": `${what}: ${fault.check}\n\n${fault.details}\n` });
      return Promise.resolve();
    },
  ): Promise<boolean> {
    const started = Date.now();
    const fault = await faultOf(work);
    const took = `${Math.round((Date.now() - started) / 1000)} s`;
    this.tell(`${what}: ${fault === undefined ? "passed" : `FAULT, ${fault.check}`} (${took})`);
    if (fault === undefined) return true;
    this.faults += 1;
    await onFault(fault);
    return false;
  }

  /** Whether a smaller case fails by the same check, once what it begins with is up. */
  private async goesWrong({ before, after }: Case, { check }: Fault, trial: Trial): Promise<boolean> {
    if ((await faultOf(() => this.hosts.apply(before))) !== undefined) {
      await this.takeDown();
      if ((await faultOf(() => this.hosts.apply(before))) !== undefined) return false;
    }
    const fault = await faultOf(() => this.hosts.apply(after, trial));
    this.tell(`  smaller, ${labText(before)} to ${labText(after)}: ${fault?.check ?? "passes"}`);
    return fault?.check === check;
  }

  private async takeDown(): Promise<void> {
    if (!(await this.attempt("taking it down", () => this.hosts.down()))) await this.hosts.abandon();
  }

  private tell(line: string): void {
    this.options.say(`${new Date().toISOString().slice(11, 19)} ${line}`);
  }
}

/** What goes wrong; also a host that does not answer the checks. */
async function faultOf(work: () => Promise<void>): Promise<Fault | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Fault ? error : new Fault("the checks fail", String(error));
  }
}
