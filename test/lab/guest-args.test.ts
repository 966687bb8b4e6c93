import { describe, expect, it } from "vitest";
import { machineArguments, qemuArguments, TCG, type QemuRun } from "../../lab/guest/qemu-args";

const RUN: QemuRun = {
  accelerator: TCG,
  memoryMib: 1024,
  kernel: "/cache/vmlinuz",
  initrd: "/cache/initrd",
  uuid: "11111111-2222-4333-8444-555555555555",
  memory: { kind: "private" },
  sshPort: 20639,
  lanMac: "02:00:00:00:00:01",
  incoming: false,
};

/** The values of an option that is given any number of times. */
function values(run: QemuRun, option: string): string[] {
  const all = qemuArguments(run);
  return all.flatMap((argument, at) => (all[at - 1] === option ? [argument] : []));
}

describe("qemuArguments", () => {
  it.each<[string, Partial<QemuRun>, string, string]>([
    ["emulates", {}, "-accel", "tcg"],
    [
      "emulates a single processor, because emulated ones do not see each other's patches of the kernel",
      {},
      "-smp",
      "1",
    ],
    ["uses KVM", { accelerator: { kind: "kvm", cpu: "host" } }, "-accel", "kvm"],
    ["gives two processors under KVM", { accelerator: { kind: "kvm", cpu: "host" } }, "-smp", "2"],
    [
      "takes the processor model from the accelerator",
      { accelerator: { kind: "kvm", cpu: "host,-x" } },
      "-cpu",
      "host,-x",
    ],
    ["gives memory in MiB", { memoryMib: 2048 }, "-m", "2048M"],
    ["has memory of its own", {}, "-object", "memory-backend-ram,id=ram,size=1024M"],
    [
      "writes memory to a file while a state is made",
      { memory: { kind: "file", file: "/w/memory" } },
      "-object",
      "memory-backend-file,id=ram,size=1024M,share=on,mem-path=/w/memory",
    ],
    [
      "never writes to the memory that it resumes from",
      { memory: { kind: "copy", file: "/w/memory" } },
      "-object",
      "memory-backend-file,id=ram,size=1024M,share=off,mem-path=/w/memory",
    ],
    [
      "escapes a comma in a path",
      { memory: { kind: "copy", file: "/a,b/memory" } },
      "-object",
      "memory-backend-file,id=ram,size=1024M,share=off,mem-path=/a,,b/memory",
    ],
    [
      "lets nothing out and only 127.0.0.1 in",
      {},
      "-netdev",
      "user,id=management,restrict=on,hostfwd=tcp:127.0.0.1:20639-:22",
    ],
    ["offers its NIC to the switch", {}, "-netdev", "stream,id=lan,server=on,addr.type=unix,addr.path=lan.sock"],
    ["offers it on a TCP port if told to", { lanPort: 30_001 }, "-netdev", "socket,id=lan,listen=127.0.0.1:30001"],
    ["gives the LAN NIC its address", {}, "-device", "virtio-net-pci,netdev=lan,mac=02:00:00:00:00:01,romfile="],
    ["waits for a state when told to", { incoming: true }, "-incoming", "defer"],
  ])("%s", (_, change, option, value) => {
    expect(values({ ...RUN, ...change }, option)).toContain(value);
  });

  it("does not wait for a state otherwise", () => {
    expect(values(RUN, "-incoming")).toEqual([]);
  });

  it("is on no network while a state is made", () => {
    const { lanMac: _, ...alone } = RUN;
    for (const run of [alone, { ...alone, lanPort: 30_001 }])
      expect(values(run, "-netdev").filter((value) => /stream|socket/.test(value))).toEqual([]);
  });

  it("has the same devices in the same order with and without a LAN: a state fits no other machine", () => {
    const { lanMac: _, ...alone } = RUN;
    const kinds = (run: QemuRun): string[] => values(run, "-device").map((value) => value.replace(/,mac=[^,]*/, ""));
    expect(kinds(alone)).toEqual(kinds(RUN));
  });
});

describe("machineArguments, part of the key of a saved state", () => {
  it.each([
    ["the accelerator", { ...RUN, accelerator: { kind: "kvm", cpu: "max" } as const }],
    ["the processor model", { ...RUN, accelerator: { kind: "tcg", cpu: "qemu64" } as const }],
    ["the memory", { ...RUN, memoryMib: 1536 }],
  ])("changes with %s", (_, other) => {
    expect(machineArguments(other)).not.toEqual(machineArguments(RUN));
  });

  it("does not change with what differs from guest to guest", () => {
    expect(machineArguments({ ...RUN, ...{ sshPort: 1, uuid: "x" } })).toEqual(machineArguments(RUN));
  });
});
