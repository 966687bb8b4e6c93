import { describe, expect, it } from "vitest";
import { arrival, frame, shots, type Shot, type Station } from "../../harness/doctor/frames";
import { hypervisorSetting } from "../../harness/doctor/hypervisors";
import { diagnosisText } from "../../harness/doctor/text";
import type { Result } from "../../harness/doctor/result";
import { findings } from "../../harness/doctor/verdict";
import { ROUNDS } from "../../host/doctor";

const NONCE = "0011223344556677";
const stations = new Map<string, Station>(
  ["a", "b", "c"].map((host, index) => [
    host,
    { host, mac: `52:54:00:00:00:0${index}`, others: [`02:4d:00:00:00:0${index}`] },
  ]),
);
const all = shots(
  [...stations.values()],
  [
    { vlan: 10, hosts: ["a", "b", "c"] },
    { vlan: 20, hosts: ["a", "b"] },
  ],
);

/** What is found if the frames of some shots are lost. */
function lost(isLost: (shot: Shot) => boolean, vendor = "QEMU Standard PC"): string[] {
  const results = all.map((shot): Result => ({ shot, arrived: isLost(shot) ? 0 : ROUNDS }));
  return findings(results, new Map(["a", "b", "c"].map((host) => [host, vendor]))).map(({ message }) => message);
}

describe("the doctor's frames", () => {
  it("are of every kind between all hosts, and tagged where both carry the VLAN", () => {
    expect(all.map(({ id }) => id)).toEqual(all.map((_, index) => index));
    const between = (from: string, to: string): string[] =>
      all
        .filter((shot) => shot.from === from && shot.to === to)
        .map(({ trial }) => (trial.kind === "tagged" ? `tagged ${trial.vlan}` : trial.kind));
    expect(between("a", "b")).toEqual(["plain", "forged", "foreign", "tagged 10", "tagged 20"]);
    expect(between("c", "a")).toEqual(["plain", "forged", "foreign", "tagged 10"]);
  });

  it("are whole Ethernet frames that no stack answers", () => {
    const hex = (id: number): string => frame(all[id] as Shot, stations, NONCE);
    expect(hex(0)).toMatch(new RegExp(`^52540000000152540000000088b5${NONCE}00000000(00)+$`));
    expect(hex(1)).toMatch(/^ffffffffffff024d00000000/);
    expect(hex(2)).toMatch(/^024d00000001525400000000/);
    expect(hex(3)).toMatch(/^5254000000015254000000008100000a88b5/);
    for (const { id } of all) expect(hex(id)).toHaveLength(120);
  });
});

describe("a frame that arrives", () => {
  it("does so with its tag and its source, or not at all", () => {
    const line = (id: number): string => arrival(all[id] as Shot, stations);
    expect([0, 1, 2, 3].map(line)).toEqual([
      "0\t0\t525400000000",
      "1\t0\t024d00000000",
      "2\t0\t525400000000",
      "3\t1\t525400000000",
    ]);
  });
});

describe("the doctor's verdict", () => {
  it("is clean when everything arrives", () => {
    expect(lost(() => false)).toEqual([]);
  });

  it("blames the sender for frames from a foreign MAC, and the receiver for those to one", () => {
    expect(lost(({ from, trial }) => from === "b" && trial.kind === "forged")).toEqual([
      expect.stringMatching(/^b: frames from MACs other than its own do not leave it, so .* KVM: /) as string,
    ]);
    expect(lost(({ to, trial }) => to === "c" && trial.kind === "foreign")).toEqual([
      expect.stringMatching(/^c: frames for MACs other than its own do not reach it, so .* KVM: /) as string,
    ]);
  });

  it("says so if only some of them are lost, as between two switches", () => {
    expect(lost(({ from, to, trial }) => from === "a" && to === "b" && trial.kind === "forged")).toEqual([
      expect.stringMatching(/^a: .* do not leave it \(1 of 2\)/) as string,
    ]);
  });

  it("names the VLANs that a pair does not carry, once for both directions", () => {
    expect(lost(({ trial }) => trial.kind === "tagged" && trial.vlan === 20)).toEqual([
      expect.stringMatching(/^a and b: frames of VLAN 20 are lost between them\. KVM: /) as string,
    ]);
  });

  it("tells two ports without a native VLAN from two networks", () => {
    expect(lost(({ from, to, trial }) => trial.kind !== "tagged" && (from === "b" || to === "b"))).toEqual([
      expect.stringMatching(
        /^a and b: untagged frames are lost between them, but those of VLAN 10, 20 pass\./,
      ) as string,
      expect.stringMatching(/^b and c: untagged frames are lost between them, but those of VLAN 10 pass\./) as string,
    ]);
  });

  it("reports nothing else about hosts that are not on one layer-2 network", () => {
    expect(lost(({ from, to }) => from === "c" || to === "c")).toEqual([
      expect.stringMatching(/^a and c are not on one layer-2 network/) as string,
      expect.stringMatching(/^b and c are not on one layer-2 network/) as string,
    ]);
  });

  it("names the setting of the hypervisor that the firmware indicates", () => {
    const names = ["VMware, Inc.", "innotek GmbH VirtualBox", "Microsoft Corporation", "QEMU", "Dell Inc."].map(
      (vendor) => hypervisorSetting(vendor, "forged").name,
    );
    expect(names).toEqual(["VMware", "VirtualBox", "Hyper-V", "KVM", "Its hypervisor or switch"]);
    const azure = "Microsoft Corporation Virtual Machine 7783-7084-3265-9085-8269-3286-77";
    for (const vendor of ["Amazon EC2 t3.micro", "Google Google Compute Engine", azure]) {
      expect(hypervisorSetting(vendor, "tagged").name).toBe("This is a public cloud");
    }
  });
});

describe("frames that are lost or late", () => {
  /** What is found if some arrivals or delays are others than 10 of 10 and 0 ms. */
  function found(of: (shot: Shot) => Partial<Result>): [block: string, place: string][] {
    const results = all.map((shot): Result => ({ shot, arrived: ROUNDS, delay: 0, ...of(shot) }));
    return findings(results, new Map()).map(({ block, host }) => [block, host]);
  }
  const between = ({ from, to }: Shot, ...hosts: string[]): boolean => hosts.includes(from) && hosts.includes(to);

  it("are blamed on the host that all of them have in common, or else on both", () => {
    expect(found((shot) => (shot.from === "b" ? { arrived: 7 } : {}))).toEqual([["loss", "b"]]);
    expect(found((shot) => (between(shot, "a", "c") ? { arrived: 7 } : {}))).toEqual([["loss", "a and c"]]);
    expect(found((shot) => (shot.to === "c" ? { delay: 300 } : {}))).toEqual([["delay", "c"]]);
    expect(found(() => ({ arrived: 8 }))).toEqual([["loss", "all hosts"]]);
  });

  it("are no loss if it is one or two, as while a switch learns", () => {
    const first = all.find(({ from }) => from === "a");
    expect(found((shot) => (shot === first ? { arrived: ROUNDS - 2 } : {}))).toEqual([]);
  });

  it("do not excuse a block, unless so many are lost that one kind may be by chance", () => {
    const isBlocked = ({ from, trial }: Shot): boolean => from === "a" && trial.kind === "forged";
    expect(found((shot) => ({ arrived: isBlocked(shot) ? 0 : 7 }))).toContainEqual(["forged", "a"]);
    expect(found((shot) => ({ arrived: isBlocked(shot) ? 0 : 3 }))).toEqual([["loss", "all hosts"]]);
  });

  it("are not told apart from other clocks by one direction alone", () => {
    const oneWay = found(({ from, to }) => (from === "a" && to === "b" ? { delay: 5_000 } : { arrived: 0 }));
    expect(oneWay.filter(([block]) => block === "delay")).toEqual([]);
  });
});

describe("the doctor's report", () => {
  const plain = (_: unknown, text: string): string => text;

  it("shows which frames arrive, and what to set", () => {
    const results = all.map((shot): Result => ({
      shot,
      arrived: shot.trial.kind !== "foreign" || shot.to !== "b" ? ROUNDS : 0,
    }));
    const text = diagnosisText({ results, findings: findings(results, new Map()), errors: [] }, 120, plain);
    expect(text).toMatch(/^from \\ to +untagged +from other MAC +to other MAC +VLAN 10 +VLAN 20\n/);
    expect(text).toMatch(/^a > b +ok +ok +LOST +ok +ok$/m);
    expect(text).toMatch(/^a > c +ok +ok +ok +ok$/m);
    expect(text).toMatch(/^- b: frames for MACs other than/m);
  });

  it("shows how often frames arrive that are lost now and then, and how many MACs pass", () => {
    const three = [...stations.values()].map((each) => ({
      ...each,
      others: ["02:4d:00:00:01:00", "02:4d:00:00:02:00"],
    }));
    const results = shots(three, []).map((shot): Result => {
      const isSecond = shot.trial.kind === "forged" && shot.trial.index === 1;
      return { shot, arrived: isSecond && shot.from === "a" ? 0 : shot.trial.kind === "plain" ? 7 : ROUNDS };
    });
    const text = diagnosisText({ results, findings: findings(results, new Map()), errors: [] }, 120, plain);
    expect(text).toMatch(/^from \\ to +untagged +from other MAC +to other MAC +all its MACs\n/);
    expect(text).toMatch(/^a > c +7 of 10 +ok +ok +1 of 2$/m);
    expect(text).toMatch(/^b > a +7 of 10 +ok +ok +ok$/m);
  });

  it("names hosts that could not take part", () => {
    const text = diagnosisText({ results: [], findings: [], errors: ["b has no interface ens33"] }, 120, plain);
    expect(text).toBe("Nothing was tested: that takes two hosts that answer.\n\n- b has no interface ens33\n");
  });
});
