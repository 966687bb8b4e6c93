import { OPEN, type PortPolicy } from "./policy";
import { problemList, type Problem } from "../../support/problem";
import { UserError } from "../../support/errors";

/** The options of the command, as they are given. */
export interface PolicyOptions {
  readonly forgedTransmits?: string;
  readonly promiscuous?: string;
  readonly vlans?: string;
  readonly macLimit?: string;
  readonly loss?: string;
  readonly delay?: string;
  readonly link?: string;
  readonly reset?: true;
}

/** An hour; a delay beyond that is a mistake. */
const LONGEST_DELAY = 3_600_000;

/** Changes a policy by what the options say. @throws UserError that names every option with a wrong value */
export function changePolicy(policy: PortPolicy, options: PolicyOptions): PortPolicy {
  const problems: Problem[] = [];
  const read = <T>(name: string, text: string | undefined, parse: (text: string) => T | undefined, wanted: string) => {
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) problems.push({ path: `--${name}`, message: `is "${text}": use ${wanted}` });
    return value;
  };
  const acceptance = oneOf({ accept: true, reject: false });
  const changes = {
    forgedTransmits: read("forged-transmits", options.forgedTransmits, acceptance, "accept or reject"),
    promiscuous: read("promiscuous", options.promiscuous, acceptance, "accept or reject"),
    loss: read("loss", options.loss, numberUpTo(1), "a fraction from 0 to 1"),
    delay: read("delay", options.delay, numberUpTo(LONGEST_DELAY), "milliseconds, 0 to 3600000"),
    link: read("link", options.link, oneOf({ up: true, down: false }), "up or down"),
  };
  const vlans = read(
    "vlans",
    options.vlans,
    parseVlans,
    'IDs from 1 to 4094 such as "10,20", "untagged" among them, or "all"',
  );
  const macLimit = read("mac-limit", options.macLimit, parseLimit, 'a whole number from 1, or "none"');
  if (problems.length > 0) throw new UserError(problemList("the options", problems));
  const { vlans: oldVlans, macLimit: oldLimit, ...plain } = options.reset === true ? OPEN : policy;
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  return {
    ...plain,
    ...given,
    ...optional("vlans", vlans === undefined ? oldVlans : vlans === "all" ? undefined : vlans),
    ...optional("macLimit", macLimit === undefined ? oldLimit : macLimit === "none" ? undefined : macLimit),
  };
}

function optional<Name extends string, T>(name: Name, value: T | undefined): { [key in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]: T });
}

function oneOf(values: Readonly<Record<string, boolean>>): (text: string) => boolean | undefined {
  return (text) => (Object.hasOwn(values, text) ? values[text] : undefined);
}

function numberUpTo(most: number): (text: string) => number | undefined {
  return (text) => (/^\d+(\.\d+)?$/.test(text) && Number(text) <= most ? Number(text) : undefined);
}

/** 0 stands for frames without a tag. */
function parseVlans(text: string): readonly number[] | "all" | undefined {
  if (text === "all") return text;
  const ids = text.split(",").map((item) => (item === "untagged" ? 0 : /^[1-9]\d*$/.test(item) ? Number(item) : NaN));
  return ids.every((id) => id <= 4094) ? ids : undefined;
}

function parseLimit(text: string): number | "none" | undefined {
  if (text === "none") return text;
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}
