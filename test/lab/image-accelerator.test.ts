import { beforeEach, describe, expect, it, vi } from "vitest";
import { TCG, type Accelerator } from "../../lab/guest/qemu-args";
import { accelerator, mayEmulate, rememberEmulation } from "../../lab/image/accelerator";
import { baseImage, type BaseImage } from "../../lab/image/base";
import { guestImage } from "../../lab/image/image";
import { hostProcessor } from "../../lab/image/processor";
import * as processor from "../../lab/image/processor";
import * as warm from "../../lab/image/warm";

vi.mock("../../lab/tools");
vi.mock("../../lab/image/accelerator");
vi.mock("../../lab/image/base");

const KVM: Accelerator = { kind: "kvm", cpu: "host" };
const BASE = { key: "base" } as BaseImage;
const CPUINFO = [
  "processor\t: 0",
  "model name\t: A Processor",
  "microcode\t: 0x1",
  "cpu MHz\t\t: 2000.000",
  "flags\t\t: fpu vme",
  "",
  "processor\t: 1",
  "cpu MHz\t\t: 2100.000",
].join("\n");

describe("hostProcessor", () => {
  it.each([
    ["the model", CPUINFO.replace("A Processor", "Another"), "6.1"],
    ["the microcode", CPUINFO.replace("0x1", "0x2"), "6.1"],
    ["a feature", CPUINFO.replace("fpu vme", "fpu"), "6.1"],
    ["the kernel", CPUINFO, "6.2"],
  ])("changes with %s", (_, cpuinfo, kernel) => {
    expect(hostProcessor(cpuinfo, kernel)).not.toBe(hostProcessor(CPUINFO, "6.1"));
  });

  it("does not change with the clock", () => {
    expect(hostProcessor(CPUINFO.replace("2000", "1800"), "6.1")).toBe(hostProcessor(CPUINFO, "6.1"));
  });
});

describe("warmKey", () => {
  it.each<[string, Accelerator, boolean]>([
    ["names the processor under KVM, which guests see", KVM, false],
    ["does not name it when emulated", TCG, true],
  ])("%s", (_, run, same) => {
    const here = vi.spyOn(processor, "hostProcessor").mockReturnValue("one");
    const one = warm.warmKey(BASE, "QEMU 1", run, 1024);
    here.mockReturnValue("another");
    expect(warm.warmKey(BASE, "QEMU 1", run, 1024) === one).toBe(same);
  });
});

describe("guestImage", () => {
  const warmState = vi.spyOn(warm, "warmState");
  beforeEach(() => {
    vi.clearAllMocks();
    vi.mocked(baseImage).mockResolvedValue(BASE);
    vi.mocked(mayEmulate).mockReturnValue(true);
    vi.mocked(accelerator).mockResolvedValue(KVM);
  });

  const tried = (): string[] => warmState.mock.calls.map(([, { kind }]) => kind);

  it("makes the warm state emulated when it cannot be made under KVM, and remembers that", async () => {
    warmState.mockRejectedValueOnce(new Error("QEMU has ended")).mockResolvedValueOnce({ disk: "/disk" });
    const said: string[] = [];
    expect(await guestImage({ docker: "28", stacks: false }, 1024, (line) => said.push(line))).toMatchObject({
      accelerator: TCG,
      warm: { disk: "/disk" },
    });
    expect(said).toEqual(["KVM fails, so guests are emulated: QEMU has ended"]);
    expect(tried()).toEqual(["kvm", "tcg"]);
    expect(rememberEmulation).toHaveBeenCalledOnce();
  });

  it.each<[string, Accelerator, boolean, string[]]>([
    ["emulation fails as well", KVM, true, ["kvm", "tcg"]],
    ["guests are emulated anyway", TCG, true, ["tcg"]],
    ["the user insists on KVM", KVM, false, ["kvm"]],
  ])("gives up when %s, and keeps the verdict", async (_, run, may, kinds) => {
    vi.mocked(accelerator).mockResolvedValue(run);
    vi.mocked(mayEmulate).mockReturnValue(may);
    warmState.mockRejectedValue(new Error("disk full"));
    await expect(guestImage({ docker: "28", stacks: false }, 1024, () => undefined)).rejects.toThrow("disk full");
    expect(tried()).toEqual(kinds);
    expect(rememberEmulation).not.toHaveBeenCalled();
  });
});
