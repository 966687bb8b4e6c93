// The architecture (docs/architecture.md) as rules: which of the top-level folders ("rooms") each may import, besides itself.
const ROOMS = {
  support: [],
  topology: [],
  host: ["support"],
  toolchain: ["support"],
  lab: ["support"],
  harness: ["host", "support"],
  components: ["topology", "host", "support"],
  policy: ["topology", "support"],
  commands: ["topology", "components", "host", "policy", "harness", "lab", "toolchain", "support"],
  bench: ["topology", "harness", "host", "lab", "toolchain", "support"],
};

/** Single files of other rooms that a room may import too. */
const DOORS = {
  topology: ["support/errors.ts", "support/problem.ts"],
  harness: ["topology/docker-version.ts", "topology/drivers.ts", "topology/ip.ts"],
  components: ["harness/contract.ts", "harness/names/hosts-files.ts"],
  policy: ["components/tokens.ts"],
  bench: ["components/assembly/describe-topology.ts", "commands/plan-tables.ts"],
};

/** The lab is the default kind of machine: only this file asks it for the identity of a guest. */
const LAB_MACHINE = "components/machines/lab-machine.ts";

/** Any file of the repository, also of a folder that is not listed. */
const LOCAL = { dependencyTypes: ["local"] };

/** What topology/ may import from outside the repository: nothing of Pulumi, and nothing that does I/O. */
const PURE = ["^(node_modules/)?(zod|ip-num)(/|$)", "^(node:)?crypto$"];

/** Where source files lie: what is in no room has no rule of its own. */
const LISTED = [
  folders([...Object.keys(ROOMS), "examples", "test", "sdks", "node_modules"]),
  "^(index[.]ts|[^/]+[.]config[.][mt][jt]s|[.]dependency-cruiser[.]cjs)$",
];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(ROOMS).map(([room, allowed]) => ({
      name: `${room}-imports`,
      severity: "error",
      comment: `${room}/ imports ${["itself", ...allowed, ...(DOORS[room] ?? [])].join(", ")} and no other room.`,
      from: { path: folders([room]), pathNot: exactly([LAB_MACHINE]) },
      to: { ...LOCAL, pathNot: [folders([room, ...allowed]), exactly(DOORS[room] ?? [])] },
    })),
    {
      name: "lab-machine-imports",
      severity: "error",
      comment: `${LAB_MACHINE} imports what components/ may import, and lab/identity.ts.`,
      from: { path: exactly([LAB_MACHINE]) },
      to: {
        ...LOCAL,
        pathNot: [folders(["components", ...ROOMS.components]), exactly([...DOORS.components, "lab/identity.ts"])],
      },
    },
    {
      name: "program-imports",
      severity: "error",
      comment:
        "A program, index.ts or an example, imports components/ alone; a test among the examples uses the package's export.",
      from: { path: "^(index[.]ts$|examples/)", pathNot: "^examples/tests/" },
      to: { ...LOCAL, pathNot: [folders(["components"])] },
    },
    {
      name: "topology-pure",
      severity: "error",
      comment: "topology/ is pure: it imports neither Pulumi nor what does I/O.",
      from: { path: folders(["topology"]) },
      to: { dependencyTypesNot: ["local"], pathNot: PURE },
    },
    {
      name: "no-circles",
      severity: "error",
      comment: "Files that import each other, even if only types, cannot be understood or moved one at a time.",
      from: {},
      to: { circular: true },
    },
  ],
  required: [
    {
      name: "listed-folders",
      severity: "error",
      comment: "List a new folder among the rooms at the top of this file, with what it may import.",
      module: { path: "^[^@].*[.][cm]?[jt]s$", pathNot: LISTED },
      // No import meets this.
      to: { path: "^$" },
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
