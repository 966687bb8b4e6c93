import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../support/errors";
import type { Progress } from "../../support/terminal";
import { cached } from "../../support/cache";
import { replaceFile } from "../../support/replace-file";
import { runCommand } from "../../support/run-command";
import { QEMU, TCG, type Accelerator } from "../guest/qemu-args";
import type { BaseImage } from "./base";
import { hash } from "./hash";
import { qemuVersion } from "./key";
import { hostProcessor } from "./processor";

const OVERRIDE = "MACVLAN_FABRIC_ACCEL";
const KVM = "/dev/kvm";
const JOIN_KVM = 'run "sudo usermod -aG kvm USER" and log in again';
const VERDICT = "verdict.json";
/** Printed by the initial RAM disk's `init`. */
const MARKER = "macvlan-fabric: the guest's kernel runs";
/** Under KVM the kernel gets there in less than two seconds. */
const PROBE_MILLISECONDS = 15_000;
/** After this message QEMU never resumes the guest. */
const KVM_FAILURE = /KVM internal error/;
/**
 * Without nested virtualisation, which no guest needs and which keeps QEMU from saving a state on some kernels. `host` alone
 * excludes what cannot be saved (`migratable` is on by default, which hides invtsc). The second is for machines on which QEMU
 * fails to set a feature register that the processor claims to have.
 */
const KVM_CANDIDATES = ["host,-vmx,-svm", "host,-vmx,-svm,-arch-capabilities"];

/**
 * How guests run here: under KVM if it really boots the guests' kernel, otherwise emulated (TCG). `/dev/kvm` alone proves
 * nothing: nested and emulated KVM may open and create machines and still not run a kernel. The verdict is cached.
 */
export async function accelerator(base: BaseImage, progress: Progress): Promise<Accelerator> {
  const wanted = process.env[OVERRIDE];
  if (wanted === "tcg") return TCG;
  if (wanted !== undefined && wanted !== "" && wanted !== "kvm") {
    throw new UserError(`${OVERRIDE} is "${wanted}": use "kvm" or "tcg", or unset it to let the lab choose`);
  }
  const usable = canOpenKvm();
  if (!usable && wanted === "kvm") {
    const why = existsSync(KVM)
      ? `is not accessible to this user: ${JOIN_KVM},`
      : "does not exist on this machine: enable it,";
    throw new UserError(`${OVERRIDE} is "kvm", but ${KVM} ${why} or unset the variable to emulate the guests`);
  }
  if (!usable && existsSync(KVM)) {
    progress(`${KVM} is not accessible to this user, so guests are emulated, which is slower: ${JOIN_KVM} to use it`);
  }
  const verdict = usable ? await kvmVerdict(base, progress) : TCG;
  if (wanted === "kvm" && verdict.kind !== "kvm") {
    throw new UserError(
      `${OVERRIDE} is "kvm", but the guests' kernel does not run under KVM on this machine; unset it to emulate the guests`,
    );
  }
  return verdict;
}

async function kvmVerdict(base: BaseImage, progress: Progress): Promise<Accelerator> {
  const build = async (folder: string): Promise<void> => {
    progress("testing whether guests run under KVM here");
    const verdict = await probe(base);
    progress(
      verdict.kind === "kvm" ? "KVM works: guests use it" : "KVM does not run the guests' kernel: they are emulated",
    );
    writeVerdict(folder, verdict);
  };
  return JSON.parse(readFileSync(join(await verdictFolder(build, progress), VERDICT), "utf8")) as Accelerator;
}

/** Whether a guest that does not start under KVM may be emulated instead: not if the user insists on KVM. */
export function mayEmulate(): boolean {
  return process.env[OVERRIDE] !== "kvm";
}

/** Makes emulation the verdict: KVM booted the guests' kernel once, but a guest did not start under it. */
export async function rememberEmulation(progress: Progress): Promise<void> {
  const build = async (folder: string): Promise<void> => {
    await Promise.resolve();
    writeVerdict(folder, TCG);
  };
  writeVerdict(await verdictFolder(build, progress), TCG);
}

async function verdictFolder(build: (folder: string) => Promise<void>, progress: Progress): Promise<string> {
  const key = hash(await qemuVersion(), hostProcessor(), ...KVM_CANDIDATES);
  return cached({ kind: "accelerator", key, needBytes: 2 ** 20, build }, progress);
}

function writeVerdict(folder: string, verdict: Accelerator): void {
  replaceFile(join(folder, VERDICT), JSON.stringify(verdict));
}

async function probe(base: BaseImage): Promise<Accelerator> {
  for (const cpu of KVM_CANDIDATES) {
    if (await bootsUnder(cpu, base)) return { kind: "kvm", cpu };
  }
  return TCG;
}

async function bootsUnder(cpu: string, base: BaseImage): Promise<boolean> {
  const machine = ["-machine", "q35", "-accel", "kvm", "-cpu", cpu, "-smp", "2", "-m", "512M"];
  const quiet = ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-serial", "stdio"];
  const kernel = ["-kernel", base.kernel, "-initrd", base.initrd, "-append", "console=ttyS0 lab.probe"];
  const result = await runCommand(QEMU, [...machine, ...quiet, ...kernel], {
    timeout: PROBE_MILLISECONDS,
    until: KVM_FAILURE,
  });
  return result.stdout.includes(MARKER);
}

function canOpenKvm(): boolean {
  try {
    accessSync(KVM, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
