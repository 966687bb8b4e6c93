import { Command, Option } from "commander";
import { UserError } from "../support/errors";
import { bench } from "./bench";
import { check } from "./check";
import { doctor } from "./doctor";
import { down } from "./down";
import { plan, type PlanFormat } from "./plan";
import { preview } from "./preview";
import { pulumi } from "./pulumi";
import { sdk } from "./sdk";
import { test } from "./test";
import { up } from "./up";
import { verifyStack } from "./verify";

const program = new Command("macvlan-fabric").description("Container labs on real layer-2 networks over several hosts");

/** A command on one stack; its result is the exit code. */
function stackCommand(name: string, description: string, run: (stack: string) => Promise<number>): void {
  program
    .command(name)
    .description(description)
    .option("-s, --stack <name>", "the stack, as in Pulumi.<name>.yaml", process.env["PULUMI_STACK"] ?? "dev")
    .action(async ({ stack }: { stack: string }) => {
      process.exitCode = await run(stack);
    });
}

stackCommand("up", "brings the lab up and proves it", up);
stackCommand("preview", "shows what up would change", preview);
stackCommand("verify", "proves who reaches whom", verifyStack);
stackCommand("doctor", "tries what the hypervisors let through between the hosts", doctor);
stackCommand("down", "destroys the lab", down);

program
  .command("plan")
  .description("prints every address of the stack, its owner, and the space that is left")
  .option("-s, --stack <name>", "the stack, as in Pulumi.<name>.yaml", process.env["PULUMI_STACK"] ?? "dev")
  .addOption(new Option("--json", "as JSON, which other stacks can name as their peer").conflicts("csv"))
  .option("--csv", "as CSV")
  .action(async ({ stack, json, csv }: { stack: string; json?: true; csv?: true }) => {
    const format: PlanFormat = json === true ? "json" : csv === true ? "csv" : "table";
    process.exitCode = await plan(stack, format);
  });

program
  .command("pulumi")
  .description("runs the Pulumi CLI with the right environment")
  .helpOption(false)
  .allowUnknownOption()
  .argument("[args...]")
  .action(async (args: string[]) => {
    process.exitCode = await pulumi(args);
  });

program
  .command("test")
  .description("runs every test that this machine can run")
  .option("--unit", "only those that need no lab")
  .action(async ({ unit }: { unit?: boolean }) => {
    process.exitCode = await test({ lab: unit !== true });
  });

program
  .command("check")
  .description("checks types, lint, formatting and unused code")
  .action(async () => {
    process.exitCode = await check();
  });

program
  .command("bench")
  .description("measures the figures of the design")
  .action(async () => {
    process.exitCode = await bench();
  });

program
  .command("sdk")
  .description("generates sdks/vsphere again from its schema")
  .action(async () => {
    process.exitCode = await sdk();
  });

program
  .command("docs")
  .description("writes the reference pages and JSON Schemas under docs/ again")
  .action(async () => {
    // Only here: the policies and the formatter take longer to load than most commands take to run.
    const { docs } = await import("./generate-docs.js");
    process.exitCode = await docs();
  });

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`\nerror: ${error.message}\n`);
  // At once: a build beside what failed would go on below the message for minutes. Go keeps what it has compiled.
  process.exit(1);
});
