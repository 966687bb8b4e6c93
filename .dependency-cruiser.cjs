// The architecture (docs/architecture.md) as rules: which of the top-level folders ("rooms") each may import, besides itself.
const ROOMS = {
  support: [],
  topology: ["support"],
  host: ["support"],
  toolchain: ["support"],
  lab: ["support"],
  harness: ["host", "support"],
  components: ["topology", "host", "support"],
  policy: ["topology", "support"],
  commands: ["topology", "components", "host", "policy", "harness", "lab", "toolchain", "support"],
  bench: ["topology", "host", "lab", "toolchain", "support"],
};

/** Single files of other rooms that a room may import too. */
const DOORS = {
  components: ["harness/contract.ts"],
  policy: ["components/tokens.ts"],
};

/** The lab is the default kind of machine: only this file asks it for the identity of a guest. */
const LAB_MACHINE = "components/machines/lab-machine.ts";

const allRooms = folders([...Object.keys(ROOMS), "test"]);

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(ROOMS).map(([room, allowed]) => ({
      name: `${room}-imports`,
      severity: "error",
      comment: `${room}/ imports ${["itself", ...allowed, ...(DOORS[room] ?? [])].join(", ")} and no other room.`,
      from: { path: folders([room]), pathNot: exactly([LAB_MACHINE]) },
      to: { path: allRooms, pathNot: [folders([room, ...allowed]), exactly(DOORS[room] ?? [])] },
    })),
    {
      name: "lab-machine-imports",
      severity: "error",
      comment: `${LAB_MACHINE} imports what components/ may import, and lab/identity.ts.`,
      from: { path: exactly([LAB_MACHINE]) },
      to: {
        path: allRooms,
        pathNot: [folders(["components", ...ROOMS.components]), exactly([...DOORS.components, "lab/identity.ts"])],
      },
    },
    {
      name: "program-imports",
      severity: "error",
      comment: "A program, index.ts or an example, imports components/ alone.",
      from: { path: "^(index[.]ts$|examples/)" },
      to: { path: allRooms, pathNot: [folders(["components"])] },
    },
    {
      name: "no-circles",
      severity: "error",
      comment: "Files that import each other, even if only types, cannot be understood or moved one at a time.",
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    // Type-only imports count too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(sdks|toolchain/engine)/" },
  },
};

function folders(names) {
  return `^(${names.join("|")})/`;
}

/** Matches these paths alone; without any, matches nothing. */
function exactly(paths) {
  return `^(${paths.map((path) => path.replaceAll(".", "[.]")).join("|")})$`;
}
