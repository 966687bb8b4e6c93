import { Argument, Command } from "commander";
import { runProgram } from "../support/run-program";
import { benchConflicts } from "./conflicts";
import { benchContract } from "./contract";
import { benchCrowd } from "./crowd";
import { benchDarkTime } from "./dark-time";
import { benchEngines } from "./engines";
import { benchImport } from "./import";
import { benchLab } from "./lab";
import { benchLargePreviews } from "./large-previews";
import { benchManyContainers } from "./many-containers";
import { benchPictures } from "./pictures";
import { benchSwitch } from "./switch";
import { benchThroughput } from "./throughput";
import { benchWatch } from "./watch";

const GROUPS = {
  conflicts: benchConflicts,
  contract: benchContract,
  crowd: benchCrowd,
  dark: benchDarkTime,
  engines: benchEngines,
  import: benchImport,
  large: benchLargePreviews,
  lab: benchLab,
  many: benchManyContainers,
  pictures: benchPictures,
  switch: benchSwitch,
  throughput: benchThroughput,
  watch: benchWatch,
};
type Group = keyof typeof GROUPS;

const NAMES = Object.keys(GROUPS) as Group[];

/** Measures the figures of the design, prints each as a line of JSON and appends it to bench/figures.jsonl. */
const program = new Command("bench")
  .description("measure the figures of the design and append them to bench/figures.jsonl")
  .exitOverride()
  .addArgument(new Argument("[groups...]", "which figures; `lab` takes the stack dev down").choices(NAMES))
  .action(async (groups: readonly Group[]) => {
    for (const group of groups.length > 0 ? groups : NAMES) await GROUPS[group]();
  });

void runProgram(async () => {
  await program.parseAsync();
  return 0;
});
