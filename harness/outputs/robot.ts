import type { OutputKind } from "./kind";

export const robot: OutputKind = {
  reader: "Robot Framework",
  description: "the whole output as a variable",
  files: ["lab.json"],
  usage: ["npm run outputs -- robot --output lab.json", "robot --variablefile lab.json tests"],
  notes: [
    "Keys are read with dots, and names with a hyphen in brackets:",
    "",
    "```robotframework",
    "*** Test Cases ***",
    "Knows The Plan",
    "    Should Be Equal    ${LAB.containers.bbox10.attach.vlan10.addresses}[0]    172.16.10.10",
    "    Log    ${LAB.hosts['docker01'].ssh.port}",
    "```",
  ].join("\n"),
  from: "stack output",
  render: (fabric) => ({ "lab.json": `${JSON.stringify({ LAB: fabric }, undefined, 2)}\n` }),
};
