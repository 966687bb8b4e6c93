import type { FabricOutput } from "../contract";
import type { Report } from "../report";

/** Texts of files, by their names. */
export type Files = Readonly<Record<string, string>>;

/** What other programs read: one file or several, made from the stack output or from the report of a verification. */
export type OutputKind = {
  /** The programs that read it, as titles name them. */
  readonly reader: string;
  /** What is in it, as one phrase. */
  readonly description: string;
  /** Names of its files; `*` stands for one of several names. One: it can be printed too. */
  readonly files: readonly string[];
  /** Lines of a shell that show how it is made and read. */
  readonly usage: readonly string[];
  /** What there is to know before using it. */
  readonly notes?: string;
} & (
  | { readonly from: "stack output"; render(fabric: FabricOutput, time: Date): Files }
  | { readonly from: "report"; render(report: Report): Files }
);

/** The first line of files that have comments. */
export function heading({ stack }: Pick<FabricOutput, "stack">, comment = "#"): string {
  return `${comment} Generated from the stack output \`fabric\` of ${stack}. Do not edit: generate it again.\n`;
}
