import { assignedFileName } from "../components/assigned-file";
import { movedText, type Choice } from "../topology/automatic/assigned";
import type { PlannedAddress, PlannedRange } from "../topology/plan/address-plan";

/** Says of an entry of the plan whether the stack chose it: ` (automatic)`, ` (automatic, new)`, or nothing. */
export function automaticMarks(choices: readonly Choice[]): (entry: PlannedRange | PlannedAddress) => string {
  const marks = new Map(
    choices.map((choice) => [`container ${choice.container} ${choice.value}`, `, automatic${newText(choice)}`]),
  );
  return (entry) => {
    if (!("address" in entry) || entry.kind !== "container" || entry.stack !== undefined) return "";
    const [whose = ""] = entry.owner.split(" on ");
    return marks.get(`${whose} ${entry.address}`) ?? "";
  };
}

/** Which containers are on which automatic host, and what is no longer where it was. */
export function automaticLines(choices: readonly Choice[]): string[] {
  const hosts = new Map<string, string[]>();
  for (const choice of choices) {
    if (choice.kind !== "host") continue;
    hosts.set(choice.value, [...(hosts.get(choice.value) ?? []), `${choice.container}${newText(choice)}`]);
  }
  const hint = choices.some(({ isNew }) => isNew)
    ? ["`up` remembers what is new, and this command with --assign does so without changing anything else"]
    : [];
  return [...[...hosts].map(([host, names]) => `host ${host}: ${names.join(", ")}`), ...movedLines(choices), ...hint];
}

/** What a reader of a change should know about what is automatic. */
export function automaticNotes(stack: string, choices: readonly Choice[]): string[] {
  const fresh = choices.filter(({ isNew }) => isNew).length;
  const missing =
    `${assignedFileName(stack)} does not have ${fresh === 1 ? "an automatic choice" : `${fresh} automatic choices`} of this change: ` +
    `run \`npm run plan -- --assign --stack ${stack}\` and commit it, so that what is shown here is what comes.`;
  return [...movedLines(choices), ...(fresh === 0 ? [] : [missing])];
}

function movedLines(choices: readonly Choice[]): string[] {
  return choices.filter(({ reason }) => reason !== undefined).map((choice) => `${choice.path}: ${movedText(choice)}`);
}

function newText({ isNew }: Choice): string {
  return isNew ? " (new)" : "";
}
