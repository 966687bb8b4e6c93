require("../support/limit-stack-traces.cjs");
require("tsx/cjs");
require("./index.ts");
