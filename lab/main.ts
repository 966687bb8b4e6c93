import { text } from "node:stream/consumers";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { runProgram } from "../support/run-program";
import { print, startProgress } from "../support/terminal";
import { imageArchive } from "./archive/archive";
import { EXAMPLE_IMAGES } from "./archive/contents";
import { parseGuestName, parseGuestSpec } from "./guest/spec";
import { startGuest } from "./guest/start";
import { guestStatuses, renderStatuses } from "./guest/status";
import { stopGuest } from "./guest/stop";
import { DEFAULT_MEMORY_MIB } from "./identity";
import { DEFAULT_ENGINE, ENGINES, type Engine } from "./image/engines";
import { guestImage } from "./image/image";
import { describeImage } from "./image/networks";
import type { PolicyOptions } from "./switch/policy-options";
import { showOrSet } from "./switch/show-or-set";

const program = new Command("lab")
  .description("run the embedded lab: real Debian guests under QEMU on a layer-2 network of their own")
  .exitOverride()
  .showHelpAfterError();

program
  .command("start")
  .description("start the guest whose spec is on standard input, and wait until ssh and Docker answer")
  .action(async () => {
    const spec = parseGuestSpec(await text(process.stdin));
    await startGuest(spec, startProgress(spec.host));
  });

program
  .command("stop")
  .description("end the guest whose spec is on standard input and remove its disk and keys")
  .action(async () => {
    const name = parseGuestName(await text(process.stdin));
    await stopGuest(name, startProgress(name.host));
  });

program
  .command("status")
  .description("list the guests on this machine")
  .option("--json", "as JSON")
  .action((options: { json?: true }) => {
    const statuses = guestStatuses();
    print(options.json ? JSON.stringify(statuses, undefined, 2) : renderStatuses(statuses));
  });

program
  .command("switch")
  .description("show the ports of a lab's switch, or set what one of them lets through")
  .argument("[port]", "the guest at the port")
  .addOption(new Option("-s, --stack <name>", "the stack").env("PULUMI_STACK").default("dev"))
  .option("--forged-transmits <accept|reject>", "frames from MACs other than that of the guest's NIC")
  .option("--promiscuous <accept|reject>", "frames for other MACs")
  .option("--vlans <list>", 'VLAN IDs that pass, such as "10,20", with "untagged" for frames without a tag; "all"')
  .option(
    "--mac-limit <number>",
    'how many MACs may send through the port, the guest\'s own included; "none" for any number',
  )
  .option("--loss <fraction>", "the share of frames lost in each direction, from 0 to 1")
  .option("--delay <ms>", "how much each frame is delayed in each direction")
  .option("--link <up|down>", "the link, and with it the carrier of the guest's NIC")
  .option("--reset", "remove all restrictions of the port")
  .action(async (port: string | undefined, { stack, ...options }: PolicyOptions & { stack: string }) => {
    print(await showOrSet(stack, port, options));
  });

program
  .command("image")
  .description("build what guests are started from: packages, Debian image, warm state")
  .addOption(new Option("--docker <engine>", "the guests' Docker engine").choices(ENGINES).default(DEFAULT_ENGINE))
  .option("--stacks", "with all network stacks, for guests that are not run by networkd", false)
  .option("--memory <MiB>", "memory of the guests", Number, DEFAULT_MEMORY_MIB)
  .action(async ({ memory, ...kind }: { docker: Engine; stacks: boolean; memory: number }) => {
    const progress = startProgress("image");
    const image = await guestImage(kind, memory, progress);
    progress(`guests with ${describeImage(kind)} are started from ${image.warm.disk} (${image.accelerator.kind})`);
  });

program
  .command("image-archive")
  .description("make archives of the examples' images from Debian packages")
  .addArgument(new Argument("[names...]", "which images; default: all").choices(Object.keys(EXAMPLE_IMAGES)))
  .option("-o, --output <folder>", "where to put them", "images")
  .action(async (names: string[], { output }: { output: string }) => {
    const progress = startProgress("images");
    mkdirSync(output, { recursive: true });
    for (const [name, contents] of Object.entries(EXAMPLE_IMAGES)) {
      if (names.length > 0 && !names.includes(name)) continue;
      const target = join(output, `${name}.tar`);
      copyFileSync(await imageArchive(name, contents, progress), target);
      progress(`${target} is there`);
    }
  });

void runProgram(async () => {
  await program.parseAsync();
  return 0;
});
