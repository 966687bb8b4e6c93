import { ROUNDS } from "../../host/doctor";
import { renderGrid, type Paint } from "../grid";
import type { Field } from "../matrix";
import type { Diagnosis } from "./examine";
import type { Trial } from "./frames";
import type { Result } from "./result";
import { isFurther, macsThatPass } from "./verdict";

/** Only there if more than one MAC was tried. */
const LIMIT = "all its MACs";

/** The diagnosis for people: what arrived from host to host, and what to set where it did not. */
export function diagnosisText({ results, findings, errors }: Diagnosis, width: number, paint: Paint): string {
  const simple = results.filter(({ shot }) => !isFurther(shot.trial));
  const kinds = [...new Set(simple.map(({ shot }) => title(shot.trial)))];
  const columns = simple.length === results.length ? kinds : [...kinds, LIMIT];
  const routes = [...new Set(simple.map(({ shot }) => `${shot.from} > ${shot.to}`))];
  const hosts = [...new Set(simple.map(({ shot }) => shot.from))];
  const rows = routes.map((source) => {
    const own = simple.filter(({ shot }) => `${shot.from} > ${shot.to}` === source);
    const sender = own[0]?.shot.from;
    const fields = columns.map((column) =>
      column === LIMIT
        ? limitField(results.filter(({ shot }) => shot.from === sender))
        : countField(own.find(({ shot }) => title(shot.trial) === column)),
    );
    return { source, fields };
  });
  const grid = rows.length === 0 ? "" : renderGrid({ columns, rows, hidden: 0 }, width, paint);
  const verdict =
    findings.length > 0
      ? findings.map(({ message }) => `- ${message}`).join("\n")
      : rows.length === 0
        ? "Nothing was tested: that takes two hosts that answer."
        : `No frames are blocked: ${whatPasses(simple)} pass between ${hosts.join(", ")}.`;
  return `${[grid, verdict, errors.map((error) => `- ${error}`).join("\n")].filter((part) => part !== "").join("\n\n")}\n`;
}

function whatPasses(results: readonly Result[]): string {
  const kinds = new Set(results.map(({ shot }) => shot.trial.kind));
  const words = [...(kinds.has("tagged") ? ["tags"] : []), ...(kinds.has("forged") ? ["foreign MACs"] : [])];
  return words.length === 0 ? "untagged frames" : words.join(" and ");
}

function countField(result: Result | undefined): Field {
  // A VLAN that the two do not share is not tested between them.
  if (result === undefined) return { text: "", tone: "plain" };
  const { arrived } = result;
  if (arrived === ROUNDS) return { text: "ok", tone: "good" };
  return arrived === 0 ? { text: "LOST", tone: "bad" } : { text: `${arrived} of ${ROUNDS}`, tone: "plain" };
}

function limitField(fromHost: readonly Result[]): Field {
  const { passed, tried } = macsThatPass(fromHost);
  if (passed === tried) return { text: "ok", tone: "good" };
  return passed === 0 ? { text: "LOST", tone: "bad" } : { text: `${passed} of ${tried}`, tone: "bad" };
}

function title(trial: Trial): string {
  switch (trial.kind) {
    case "plain":
      return "untagged";
    case "forged":
      return "from other MAC";
    case "foreign":
      return "to other MAC";
    case "tagged":
      return `VLAN ${trial.vlan}`;
  }
}
