import { renderGrid, type Paint } from "../grid";
import type { Diagnosis } from "./examine";
import type { Trial } from "./frames";

/** The diagnosis for people: what arrived from host to host, and what to set where it did not. */
export function diagnosisText({ results, findings, errors }: Diagnosis, width: number, paint: Paint): string {
  const columns = [...new Set(results.map(({ shot }) => title(shot.trial)))];
  const routes = [...new Set(results.map(({ shot }) => `${shot.from} > ${shot.to}`))];
  const hosts = [...new Set(results.map(({ shot }) => shot.from))];
  const rows = routes.map((source) => {
    const own = results.filter(({ shot }) => `${shot.from} > ${shot.to}` === source);
    const fields = columns.map((column) => {
      const arrived = own.find(({ shot }) => title(shot.trial) === column)?.arrived;
      // A VLAN that the two do not share is not tested between them.
      if (arrived === undefined) return { text: "", tone: "plain" } as const;
      return arrived ? ({ text: "ok", tone: "good" } as const) : ({ text: "LOST", tone: "bad" } as const);
    });
    return { source, fields };
  });
  const grid = rows.length === 0 ? "" : renderGrid({ columns, rows, hidden: 0 }, width, paint);
  const verdict =
    findings.length > 0
      ? findings.map(({ message }) => `- ${message}`).join("\n")
      : rows.length === 0
        ? "Nothing was tested: that takes two hosts that answer."
        : `No frames are blocked: ${columns.length > 3 ? "tags and " : ""}foreign MACs pass between ${hosts.join(", ")}.`;
  return `${[grid, verdict, errors.map((error) => `- ${error}`).join("\n")].filter((part) => part !== "").join("\n\n")}\n`;
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
