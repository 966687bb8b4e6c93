// The process of a switch: node --require tsx/cjs lab/switch/main.ts LAB_FOLDER SWITCH_FOLDER
import { runSwitch } from "./program";

const [labFolder = "", folder = ""] = process.argv.slice(2);
void runSwitch(labFolder, folder).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
