import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { OUTPUT_KINDS } from "../harness/outputs/kinds";
import type { LogOptions } from "../host/container-shell";
import { PICTURE_FORMATS } from "../harness/picture/render-picture";
import { UserError } from "../support/errors";
import { runProgram } from "../support/run-program";
import { capture } from "./capture/capture";
import { check } from "./check";
import { comment } from "./comment/comment";
import { exec } from "./containers/exec";
import { logs } from "./containers/logs";
import { restart } from "./containers/restart";
import { shell, type ShellOptions } from "./containers/shell";
import { doctor } from "./doctor";
import { down } from "./down";
import { graph, type GraphOptions } from "./graph";
import { heal } from "./heal/heal";
import { importCompose, type ImportOptions } from "./import/import";
import { outputs, type OutputsOptions } from "./outputs";
import { plan, type PlanFormat } from "./plan";
import { planDiff, type DiffFormat } from "./plan-diff/plan-diff";
import { planLive } from "./plan-live/plan-live";
import { preview } from "./preview";
import { pulumi } from "./pulumi";
import { listRegistry } from "./registry/list";
import { pruneRegistry } from "./registry/prune";
import { review, type ReviewOptions } from "./review/review";
import { sdk } from "./sdk";
import { test } from "./test";
import { trace } from "./trace";
import { up } from "./up";
import { verifyStack } from "./verify";
import { watch, type WatchOptions } from "./watch";

const program = new Command("macvlan-fabric")
  .description("Container labs on real layer-2 networks over several hosts")
  .addHelpText(
    "after",
    "\nTwo scripts are programs of their own: npm run bench measures, npm run lab manages the guests and their switch.\n" +
      "MACVLAN_FABRIC_DEBUG=1 shows full stack traces, including those of the Pulumi program and its policies.",
  )
  .configureOutput({
    outputError: (text, write) => {
      write(text.startsWith("error: too many arguments") ? forgottenDashes() : text);
    },
  })
  // What follows the name of a container belongs to the program that runs there.
  .enablePositionalOptions()
  .exitOverride();
let exitCode = 0;

/** npm keeps the options that come without `--` in front of them, and hands on their values alone. */
function forgottenDashes(): string {
  const [name = "", value = ""] = process.argv.slice(2);
  return `error: unexpected argument "${value}": options follow --, as in npm run ${name} -- --stack dev\n`;
}

function command(name: string, description: string): Command {
  return program.command(name).description(description);
}

function stackCommand(name: string, description: string): Command {
  return withStack(command(name, description));
}

function withStack(of: Command): Command {
  const fallback = process.env["PULUMI_STACK"] ?? "dev";
  return of.option("-s, --stack <name>", "the stack, as in Pulumi.<name>.yaml", fallback);
}

/** Has a command end with the exit code that its work resolves to. */
function onRun<Given>(work: (given: Given) => Promise<number>): (given: Given) => Promise<void> {
  return async (given) => {
    exitCode = await work(given);
  };
}

/** @throws InvalidArgumentError */
function toSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("Give a number of seconds, such as 10.");
}

interface StackOption {
  readonly stack: string;
}

interface PlanFlags {
  readonly json?: true;
  readonly csv?: true;
  readonly markdown?: true;
  readonly diff?: string;
  readonly live?: true;
  readonly assign?: true;
}

function printPlan({ stack, json, csv, markdown, diff, live, assign }: StackOption & PlanFlags): Promise<number> {
  if (live === true) return planLive(stack, json === true);
  if (diff === undefined) {
    if (markdown === true) throw new UserError("--markdown: goes with --diff");
    const format: PlanFormat = json === true ? "json" : csv === true ? "csv" : "table";
    return plan(stack, format, assign === true);
  }
  if (csv === true) throw new UserError("--csv: goes without --diff: use --json, or --markdown for a pull request");
  const format: DiffFormat = json === true ? "json" : markdown === true ? "markdown" : "table";
  return planDiff(stack, diff, format);
}

interface UpFlags {
  readonly heal: boolean;
  readonly measure?: true;
  readonly preflight: boolean;
}

stackCommand("up", "bring the lab up, prove it, and repair what has drifted")
  .option("--no-heal", "leave what has drifted as it is")
  .option("--no-preflight", "do not ask the hosts first: what fails on one of them stops nothing on the others")
  .option("--measure", "ask every endpoint ten times a second during the change, and report how long it did not answer")
  .action(
    onRun(({ stack, heal: withHealing, measure, preflight }: StackOption & UpFlags) =>
      up(stack, { heal: withHealing, measure: measure === true, preflight }),
    ),
  );
stackCommand("heal", "verify the lab, and repair what has drifted").action(
  onRun(({ stack }: StackOption) => heal(stack)),
);
stackCommand("preview", "show what up would change, and which containers it restarts")
  .option("--json", "print only what it means for containers and hosts, as JSON")
  .action(onRun(({ stack, json }: StackOption & { json?: true }) => preview(stack, json === true)));
stackCommand("verify", "prove who reaches whom")
  .option("--full", "try all pairs, not only those that prove every endpoint and every pair of segments")
  .action(onRun(({ stack, full }: StackOption & { full?: true }) => verifyStack(stack, full === true)));
stackCommand("watch", "verify again and again, with a live table; exits with the code of the last round")
  .option("--every <seconds>", "from the beginning of a round to that of the next", toSeconds, 10)
  .option("--for <seconds>", "begin no round after this time; default: until Ctrl-C", toSeconds)
  .action(onRun(({ stack, ...options }: StackOption & WatchOptions) => watch(stack, options)));
stackCommand(
  "doctor",
  "ask the hosts whether they have what the plan needs, and test which frames pass between them",
).action(onRun(({ stack }: StackOption) => doctor(stack)));
stackCommand("down", "destroy the lab").action(onRun(({ stack }: StackOption) => down(stack)));

stackCommand(
  "capture [names...]",
  "record frames as pcapng: of containers, segments and hosts by name; without a name, every frame on the lab's LAN",
)
  .option("-o, --output <file>", "the file to write; - for standard output", "STACK.pcapng")
  .option("--seconds <number>", "stop after this many seconds", Number)
  .action(async (names: string[], { stack, output, seconds }: StackOption & { output: string; seconds?: number }) => {
    exitCode = await capture(stack, names, output.replace("STACK", stack), seconds);
  });

stackCommand(
  "trace <from> <to>",
  "send marked probes from one container or host to another, and show where they are seen",
).action(async (from: string, to: string, { stack }: StackOption) => {
  exitCode = await trace(stack, from, to);
});

stackCommand("exec <name> <command...>", "run a program in a container; exits with its exit code")
  .passThroughOptions()
  .action(async (name: string, words: string[], { stack }: StackOption) => {
    exitCode = await exec(stack, name, words);
  });

stackCommand("shell <name>", "open a shell in a container")
  .option("--from-host", "a shell of the host instead, as root, in the network of the container")
  .action(async (name: string, { stack, ...options }: StackOption & ShellOptions) => {
    exitCode = await shell(stack, name, options);
  });

stackCommand("logs <names...>", "print the logs of containers")
  .option("-f, --follow", "go on until Ctrl-C")
  .option("-n, --tail <lines>", "only so many lines of what there is")
  .option("--since <time>", "only what is later: a duration such as 10m, or a time such as 2026-11-26T18:00:00")
  .action(async (names: string[], { stack, ...options }: StackOption & LogOptions) => {
    exitCode = await logs(stack, names, options);
  });

stackCommand("restart <names...>", "restart containers").action(async (names: string[], { stack }: StackOption) => {
  exitCode = await restart(stack, names);
});

const registry = command("registry", "list what the registry of the stack has, or remove what is no longer declared");
withStack(registry.command("list").description("list its images")).action(
  onRun(({ stack }: StackOption) => listRegistry(stack)),
);
withStack(registry.command("prune").description("show which images are no longer declared"))
  .option("--yes", "remove them; meanwhile the registry takes no images")
  .action(onRun(({ stack, yes }: StackOption & { yes?: true }) => pruneRegistry(stack, yes === true)));

stackCommand("plan", "print every address of the stack, its owner, and the free space")
  .addOption(new Option("--json", "as JSON, which other stacks can name as their peer").conflicts("csv"))
  .option("--csv", "as CSV")
  .option("--diff <other>", "print what changes from another stack file, a git ref, or `deployed`, the stack's outputs")
  .addOption(new Option("--markdown", "with --diff: for a pull request").conflicts(["json", "csv"]))
  .addOption(
    new Option("--assign", "remember hosts and addresses that are automatic and new, as `up` would").conflicts([
      "diff",
      "live",
    ]),
  )
  .addOption(
    new Option("--live", "ask the segments, from each host, whether somebody has a planned address already").conflicts([
      "csv",
      "diff",
      "markdown",
    ]),
  )
  .action(onRun(printPlan));

stackCommand("outputs", "write what other programs read about the stack, such as an inventory: docs/outputs.md")
  .addArgument(new Argument("<kind>", "what to write").choices(Object.keys(OUTPUT_KINDS)))
  .option("--from <file>", "JSON of `pulumi stack output`, or of a report, instead of the stack; - for standard input")
  .option("-o, --output <file>", "the file to write, or the folder for several; default: standard output")
  .action(async (kind: string, options: OutputsOptions) => {
    exitCode = await outputs(kind, options);
  });

stackCommand("graph", "draw the network of the stack")
  .addOption(new Option("-f, --format <format>", "what to write").choices(PICTURE_FORMATS).default("svg"))
  .option("-o, --output <file>", "the file to write; - for standard output", "-")
  .option("--deployed", "draw what is up, rather than the stack file", false)
  .action(onRun(({ stack, ...options }: StackOption & GraphOptions) => graph(stack, options)));

command("import <files...>", "write a stack file from Compose files, each for one host: docs/from-compose.md")
  .option(
    "--host <name>",
    "the host of a file, in the order of the files: NAME, NAME=ADDRESS, or FILE=NAME; may be repeated",
    (name: string, before: string[]) => [...before, name],
    [],
  )
  .option("-o, --out <file>", "the stack file to write, such as Pulumi.office.yaml; default: standard output")
  .action((files: string[], options: ImportOptions) => {
    exitCode = importCompose(files, options);
  });

command("review", "write what the stack files change, for a pull request: docs/pull-requests.md")
  .requiredOption("--base <ref>", "the git ref that the change is to be merged into")
  .requiredOption("-o, --out <folder>", "the folder to write to")
  .option("--no-policies", "do not ask the policies, which takes the Pulumi CLI")
  .action(onRun((options: ReviewOptions) => review(options)));

command("comment", "put a file on the pull request that a CI job is for, in the place of its earlier version")
  .argument("<file>", "the file, such as comment.md of `review`")
  .action((file: string) => onRun(() => comment(file))(undefined));

command("pulumi", "run the Pulumi CLI with the right environment")
  .helpOption(false)
  .allowUnknownOption()
  .argument("[args...]")
  .action(onRun((args: string[]) => pulumi(args)));

command("test", "run every test that this machine can run")
  .option("--unit", "only those that need no lab")
  .action(onRun(({ unit }: { unit?: boolean }) => test({ lab: unit !== true })));

command("check", "check types, lint, house rules, formatting, unused code and scripts").action(onRun(check));
command("sdk", "regenerate sdks/vsphere from its schema").action(onRun(sdk));
command("docs", "regenerate the reference pages and JSON Schemas under docs/").action(
  onRun(async () => {
    // Only here: the policies and the formatter take longer to load than most commands take to run.
    const { docs } = await import("./generate-docs.js");
    return docs();
  }),
);

void runProgram(async () => {
  await program.parseAsync();
  return exitCode;
});
