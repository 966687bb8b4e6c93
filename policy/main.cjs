require("tsx/cjs");
require("./index.ts");
