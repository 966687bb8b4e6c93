// The door for test code, whatever loads it: Node, tsx, vitest or Jest, from CommonJS or ES modules. The sources stay
// TypeScript, and tsx reads them. Jest gives each test file a context with a require() of its own, which would need a
// transformation for them: this is Node's own, from its own context.
const { createRequire } = require("node:vm").runInThisContext("process").getBuiltinModule("node:module");
const harness = createRequire(__filename)("tsx/cjs/api").require("./index.ts", __filename);

// One by one, as Node finds the names of a CommonJS module without running it.
exports.Lab = harness.Lab;
exports.expectedReachability = harness.expectedReachability;
exports.fabricOutputSchema = harness.fabricOutputSchema;
exports.loadFabric = harness.loadFabric;
exports.verify = harness.verify;
exports.waitUntil = harness.waitUntil;
