import { createHash } from "node:crypto";

/** An edit that does not fit the topology: another one is drawn. */
export class Misfit extends Error {}

/** Draws from a seed: the same seed gives the same draws on every machine. */
export class Random {
  private count = 0;

  constructor(private readonly seed: string) {}

  /** Draws of its own, which do not depend on what was drawn from this one. */
  branch(name: string | number): Random {
    return new Random(`${this.seed}/${name}`);
  }

  /** A whole number, both ends included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** @throws Misfit when there is nothing to choose from */
  pick<T>(items: readonly T[]): T {
    const index = this.integer(0, items.length - 1);
    if (!(index in items)) throw new Misfit("there is nothing to choose from");
    return items[index] as T;
  }

  /** Two different items. @throws Misfit when there are fewer */
  pickTwo<T>(items: readonly T[]): [T, T] {
    const first = this.pick(items);
    return [first, this.pick(items.filter((item) => item !== first))];
  }

  /** From 0 up to 1, which is not included. */
  private fraction(): number {
    this.count += 1;
    return createHash("sha256").update(`${this.seed}/${this.count}`).digest().readUIntBE(0, 6) / 2 ** 48;
  }
}
