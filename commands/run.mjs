// The entry point of every command: plain JavaScript, because nothing is installed yet in a fresh clone. Written for old
// versions of Node too (no ?? and no import.meta.dirname), which must get as far as saying that they are too old.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { release } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { labRefusal, windowsRefusal } from "../lab/platform.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const args = process.argv.slice(2);

const wanted = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).engines.node.replace(">=", "");
if (compare(process.versions.node, wanted) < 0) {
  stop(
    `Node ${process.versions.node} is too old: this project needs ${wanted} or later, from https://nodejs.org or a version manager`,
  );
}
if (process.platform === "win32") stop(windowsRefusal());
const refusal = bringsLabUp() ? labRefusal(process.platform, process.arch, release()) : undefined;
if (refusal !== undefined) stop(refusal);
if (!installed()) {
  process.stderr.write("Installing the npm packages (once)\n");
  const npm = run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (npm !== 0) stop("npm ci failed: see above; run it again when the npm registry can be reached");
}
if (!compiled()) {
  const tsc = run("npm", ["--prefix", join("sdks", "vsphere"), "run", "--silent", "postinstall"]);
  if (tsc !== 0) stop("sdks/vsphere could not be compiled: see above");
}
const ownPrograms = { bench: "bench", lab: "lab", fuzz: join("test", "fuzz") };
const folder = Object.hasOwn(ownPrograms, args[0]) ? ownPrograms[args[0]] : undefined;
const program =
  folder === undefined ? [join("commands", "main.ts"), ...args] : [join(folder, "main.ts"), ...args.slice(1)];
process.exit(run(process.execPath, ["--import", "tsx", ...program]));

/** Whether the command starts guests on this machine, as far as that can be told without a YAML parser. */
function bringsLabUp() {
  if (args[0] !== "up") return false;
  const stack = join(root, `Pulumi.${stackName()}.yaml`);
  return existsSync(stack) && /\bkind:\s*["']?lab\b/.test(readFileSync(stack, "utf8"));
}

function stackName() {
  const at = args.findIndex((argument) => /^(-s|--stack(=.*)?)$/.test(argument));
  if (at < 0) return process.env.PULUMI_STACK || "dev";
  return args[at].startsWith("--stack=") ? args[at].slice("--stack=".length) : args[at + 1];
}

/** Whether node_modules matches the lock file: npm notes the lock that it installed from in .package-lock.json. */
function installed() {
  const note = join(root, "node_modules", ".package-lock.json");
  return existsSync(note) && statSync(note).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}

/** Whether the local SDK's JavaScript is newer than its source; npm compiles it, unless told to run no scripts. */
function compiled() {
  const made = join(root, "sdks", "vsphere", "bin", "package.json");
  return existsSync(made) && statSync(made).mtimeMs >= statSync(join(root, "sdks", "vsphere.lock.json")).mtimeMs;
}

/** Runs a program to its end. An interrupt also reaches the child, which shuts down in its own time. */
function run(command, args) {
  process.on("SIGINT", () => {});
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (error !== undefined) stop(`${command} cannot be run: ${error.message}`);
  return status === null ? 1 : status;
}

function compare(a, b) {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (left[index] || 0) - (right[index] || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function stop(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(1);
}
