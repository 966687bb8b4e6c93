import type { FabricOutput } from "../contract";
import type { Report } from "../report";

/** Everything that a page shows. */
export interface PageInput {
  readonly report: Report;
  readonly fabric: FabricOutput;
  /** The address plan by subnet; absent if nobody could compute it. */
  readonly plan?: readonly PlanTable[] | undefined;
  /** What the policies said about the last update; absent if it is not known. */
  readonly policies?: PolicyFindings | undefined;
}

/** A subnet of the address plan with everything that lies in it. */
export interface PlanTable {
  readonly domain: string;
  readonly subnet: string;
  readonly owner: string;
  /** The segments on its layer-2 domain. */
  readonly segments: readonly string[];
  /** How many addresses are free, as text: IPv6 exceeds a number. */
  readonly free?: string;
  /** The first free one. */
  readonly next?: string;
  readonly entries: readonly PlanEntry[];
}

export interface PlanEntry {
  /** The address or range. */
  readonly value: string;
  readonly kind: string;
  readonly owner: string;
  readonly host?: string;
  readonly mac?: string;
  readonly path: string;
  /** Where it lies in the subnet and how much of it it takes, from 0 to 1; absent where the subnet is too large to show. */
  readonly span?: readonly [start: number, length: number];
}

export interface PolicyFindings {
  /** When the policies ran, ISO 8601. */
  readonly checked: string;
  readonly findings: readonly {
    readonly rule: string;
    /** `mandatory` stops an update, `advisory` only warns. */
    readonly level: string;
    readonly message: string;
    /** Name of the resource that it is about. */
    readonly resource?: string;
  }[];
}
