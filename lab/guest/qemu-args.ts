import { GUEST_FILES } from "./folders";

export const QEMU = "qemu-system-x86_64";

/** How QEMU executes guest code. Part of what a saved state depends on. */
export interface Accelerator {
  readonly kind: "kvm" | "tcg";
  /** Value of QEMU's `-cpu`. */
  readonly cpu: string;
}

export const TCG: Accelerator = { kind: "tcg", cpu: "max" };

/** A guest's memory: private, or a file with the memory of a saved state. */
export type GuestMemory =
  | { readonly kind: "private" }
  /** Writes go to the file: this is how a state is saved. */
  | { readonly kind: "file"; readonly file: string }
  /** Starts from the content of the file and never writes to it: this is how any number of guests resume a state. */
  | { readonly kind: "copy"; readonly file: string };

export interface QemuMachine {
  readonly accelerator: Accelerator;
  readonly memoryMib: number;
  /** Absolute paths. */
  readonly kernel: string;
  readonly initrd: string;
}

export interface QemuRun extends QemuMachine {
  readonly uuid: string;
  readonly memory: GuestMemory;
  readonly sshPort: number;
  /** The guest's MAC on the LAN; absent while the state is saved, by a guest on no network. */
  readonly lanMac?: string;
  /** The TCP port on which it waits for the switch; absent: a Unix socket in its folder. */
  readonly lanPort?: number;
  /** Waits for a state from the monitor instead of booting. */
  readonly incoming: boolean;
}

/**
 * No AppArmor: Docker fails on a kernel with AppArmor if its tools are missing, and they cost 25 s of an emulated boot.
 * norandmaps: code at the same address in every process is translated once, not once per process.
 */
const KERNEL_ARGUMENTS =
  "console=ttyS0 root=/dev/vda rw apparmor=0 selinux=0 mitigations=off norandmaps net.ifnames=0 " +
  "quiet loglevel=4 systemd.show_status=error systemd.ssh_auto=no";

/**
 * One processor when emulated. A kernel patches its own code while it runs (when a ping asks for time stamps, say). QEMU 7.2
 * has a thread for each processor, and one may hit the breakpoint of such a patch after another has removed it: "Oops: int3"
 * in __netif_receive_skb_core, and a panic. The lab comes up no slower on one. KVM runs the code on real processors, which
 * see each other's patches.
 */
const PROCESSORS: Readonly<Record<Accelerator["kind"], number>> = { tcg: 1, kvm: 2 };

/** The settings that must be the same when a state is saved and when it is resumed: they are part of its cache key. */
export function machineArguments(machine: Pick<QemuMachine, "accelerator" | "memoryMib">): string[] {
  const { kind, cpu } = machine.accelerator;
  return [
    ...["-machine", "q35,memory-backend=ram,hpet=off", "-accel", kind],
    ...["-cpu", cpu, "-smp", String(PROCESSORS[kind]), "-m", `${machine.memoryMib}M`],
    ...["-nodefaults", "-no-user-config", "-display", "none", "-rtc", "base=utc"],
    ...["-chardev", `file,id=console,path=${GUEST_FILES.console},append=on`, "-serial", "chardev:console"],
    ...["-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng"],
    // cache=unsafe: data outlives the QEMU process in the machine's page cache; only a crash of the machine loses it.
    ...["-drive", `id=disk,if=none,format=qcow2,cache=unsafe,file=${GUEST_FILES.disk}`],
    ...["-device", "virtio-blk-pci,drive=disk"],
    ...["-append", KERNEL_ARGUMENTS],
  ];
}

/** The whole command line. QEMU runs in the guest's folder, to which all its own file names are relative. */
export function qemuArguments(run: QemuRun): string[] {
  return [
    ...["-uuid", run.uuid],
    ...machineArguments(run),
    ...["-object", memoryObject(run.memory, run.memoryMib)],
    ...["-kernel", run.kernel, "-initrd", run.initrd],
    // restrict=on: nothing that a guest sends can leave the machine; the only way in is from 127.0.0.1.
    ...["-netdev", `user,id=management,restrict=on,hostfwd=tcp:127.0.0.1:${run.sshPort}-:22`],
    ...["-device", "virtio-net-pci,netdev=management,mac=52:54:00:00:00:01,romfile="],
    ...lanArguments(run),
    ...["-qmp", `unix:${GUEST_FILES.monitor},server=on,wait=off`],
    ...(run.incoming ? ["-incoming", "defer"] : []),
  ];
}

function memoryObject(memory: GuestMemory, memoryMib: number): string {
  const size = `id=ram,size=${memoryMib}M`;
  if (memory.kind === "private") return `memory-backend-ram,${size}`;
  return `memory-backend-file,${size},share=${memory.kind === "file" ? "on" : "off"},mem-path=${escapeComma(memory.file)}`;
}

function lanArguments({ lanMac: mac, lanPort: port }: Pick<QemuRun, "lanMac" | "lanPort">): string[] {
  // The guest's end of a cable. The lab's switch connects to it, again and again, so neither has to be started first.
  const end =
    port === undefined
      ? `stream,id=lan,server=on,addr.type=unix,addr.path=${GUEST_FILES.lan}`
      : `socket,id=lan,listen=127.0.0.1:${port}`;
  const cable = mac === undefined ? "hubport,id=lan,hubid=0" : end;
  return ["-netdev", cable, "-device", `virtio-net-pci,netdev=lan,mac=${mac ?? "52:54:00:00:00:02"},romfile=`];
}

/** QEMU's option syntax: a comma inside a value is written twice. */
function escapeComma(value: string): string {
  return value.replaceAll(",", ",,");
}
