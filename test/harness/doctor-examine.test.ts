import { describe, expect, it } from "vitest";
import { examine, type Diagnosis } from "../../harness/doctor/examine";
import { ROUNDS } from "../../host/doctor";
import { switched, type SwitchedHost } from "./doctor-switch";

const A = { mac: "52:54:00:00:00:0a" };
const B = { mac: "52:54:00:00:00:0b" };
const C = { mac: "52:54:00:00:00:0c" };

function look(
  hosts: Readonly<Record<string, SwitchedHost>>,
  passes?: Parameters<typeof switched>[1],
  names = Object.keys(hosts),
  patience?: number,
): Promise<Diagnosis> {
  const ssh = { host: "192.0.2.7", port: 22, user: "root", hostKey: "ssh-ed25519 A" };
  const subjects = Object.fromEntries(names.map((name) => [name, { nic: "ens3", ssh, macs: hosts[name]?.macs ?? 1 }]));
  return examine(subjects, [{ vlan: 20, hosts: names }], switched(hosts, passes), patience);
}

describe("an examination", () => {
  it("receives everything on a switch that passes everything", async () => {
    const { results, findings, errors } = await look({ a: A, b: B });
    expect(results).toHaveLength(8);
    expect(results.map(({ arrived }) => arrived)).toEqual(results.map(() => ROUNDS));
    expect([findings, errors]).toEqual([[], []]);
  });

  it("tries no other MACs where the plan needs none: a switch may count them", async () => {
    const { results, findings } = await look({ a: { ...A, macs: 0 }, b: { ...B, macs: 0 }, c: C });
    const kinds = (host: string): string[] =>
      results.flatMap(({ shot: { from, trial } }) => (from === host ? [trial.kind] : []));
    expect(kinds("a")).toEqual(["plain", "tagged", "plain", "foreign", "tagged"]);
    expect(new Set(kinds("c"))).toEqual(new Set(["plain", "forged", "tagged"]));
    expect(findings).toEqual([]);
  });

  it("finds what a switch blocks, from the frames alone", async () => {
    const blocks = async (pass: Parameters<typeof switched>[1]): Promise<string[]> => {
      const { findings } = await look({ a: A, b: B }, pass);
      return findings.map(({ host, block }) => `${host}: ${block}`);
    };
    const sound = [A, B].map(({ mac }) => mac.replaceAll(":", ""));
    expect(await blocks((frame) => (frame.includes("81000014") ? undefined : frame))).toEqual(["a and b: tagged"]);
    // An access port strips the tag and delivers the rest.
    expect(await blocks((frame) => frame.replace("81000014", ""))).toEqual(["a and b: tagged"]);
    expect(
      await blocks((frame, from) => (from === "a" && frame.slice(12, 24) !== sound[0] ? undefined : frame)),
    ).toEqual(["a: forged"]);
    // A switch that replaces a foreign MAC with the port's own, as a Wi-Fi bridge does.
    expect(
      await blocks((frame, from) =>
        from === "a" ? `${frame.slice(0, 12)}${sound[0] ?? ""}${frame.slice(24)}` : frame,
      ),
    ).toEqual(["a: forged"]);
    const own = [...sound, "f".repeat(12)];
    expect(
      await blocks((frame, _, to) => (to === "b" && !own.includes(frame.slice(0, 12)) ? undefined : frame)),
    ).toEqual(["b: foreign"]);
  });

  it("finds a NIC without a carrier, and one that is down, and says nothing else about them", async () => {
    const { findings, results } = await look({
      a: A,
      b: { ...B, nic: ["0x1003", "0"] },
      c: { ...C, nic: ["0x1002", ""] },
    });
    expect(findings.map(({ message }) => message)).toEqual([
      "b: ens3 has no carrier: nothing is connected to it. KVM: set the link of the interface up (`virsh domif-setlink`; in Proxmox, clear Disconnect).",
      "c: ens3 is down. Run `ip link set ens3 up` on it.",
    ]);
    expect(results).toEqual([]);
  });

  it("finds that frames are lost at random, and blames nothing else for it", async () => {
    let count = 0;
    const { findings } = await look({ a: A, b: B }, (frame) => ((count += 1) % 3 === 0 ? undefined : frame));
    expect(findings.map(({ block, message }) => [block, /\d+ %/.exec(message)?.[0]])).toEqual([["loss", "32 %"]]);
  });

  it("finds that frames are late, whatever the clocks show", async () => {
    const ahead = { clock: 7_200_000 };
    const { findings } = await look({ a: { ...A, ...ahead }, b: { ...B, late: 500 } });
    expect(findings.map(({ block, message }) => [block, /\d+ ms/.exec(message)?.[0]])).toEqual([["delay", "500 ms"]]);
    expect((await look({ a: { ...A, ...ahead }, b: { ...B, late: 40 } })).findings).toEqual([]);
  });

  describe("at a port with a limit of MACs", () => {
    const CHILDREN = ["02:42:00:00:00:01", "02:42:00:00:00:02", "02:42:00:00:00:03"];
    /** A port of host a that passes its first MACs alone; those of its containers have been there before. */
    const limited = (limit: number, ...before: readonly string[]): Parameters<typeof switched>[1] =>
      passing(limit, A.mac, ...before);
    const passing = (limit: number, ...before: readonly string[]): Parameters<typeof switched>[1] => {
      const known = new Set(before.map((mac) => mac.replaceAll(":", "")));
      return (frame, from) => {
        const source = frame.slice(12, 24);
        if (from !== "a" || known.has(source)) return frame;
        if (known.size >= limit) return undefined;
        known.add(source);
        return frame;
      };
    };

    it("finds the limit if the containers that run exceed it", async () => {
      const { findings } = await look({ a: { ...A, children: CHILDREN }, b: B }, limited(3));
      expect(findings.map(({ block, message }) => [block, message])).toEqual([
        [
          "limit",
          expect.stringMatching(/^a: frames from 2 of its 3 other MACs leave it.*about 3 MACs, and the plan needs 4/),
        ],
      ]);
    });

    it("finds it where containers have left no place for the MAC of the NIC, and blames nothing else", async () => {
      const { findings } = await look(
        { a: { ...A, children: CHILDREN }, b: B, c: C },
        passing(2, ...CHILDREN.slice(0, 2)),
      );
      expect(findings.map(({ block, message }) => [block, message])).toEqual([
        [
          "limit",
          expect.stringMatching(
            /^a: frames from 2 of its 3 other MACs leave it, and none from that of its NIC, .*about 2 MACs, and the plan needs 4/,
          ),
        ],
      ]);
    });

    it("finds it before there is a container, from what the plan needs", async () => {
      const hosts = { a: { ...A, macs: 3 }, b: B };
      expect((await look(hosts, limited(3))).findings.map(({ block }) => block)).toEqual(["limit"]);
      expect((await look(hosts, limited(4))).findings).toEqual([]);
    });

    it("does not blame a limit that only MACs of its own would exceed", async () => {
      const hosts = { a: { ...A, children: CHILDREN, macs: 3 }, b: B };
      expect((await look(hosts, limited(4, ...CHILDREN))).findings).toEqual([]);
    });
  });

  it("sends nothing before the slowest host listens", async () => {
    const { findings, errors } = await look({ a: A, b: { ...B, hearsAfter: 60 } });
    expect([findings, errors]).toEqual([[], []]);
  });

  it("does not blame the others for a host that is late", async () => {
    const { results, findings, errors } = await look(
      { a: A, b: B, c: { ...C, hearsAfter: 150 } },
      undefined,
      undefined,
      40,
    );
    expect(errors).toEqual(["c: did not start listening in time"]);
    expect(findings).toEqual([]);
    expect(results).toHaveLength(8);
  });

  it("continues without hosts that cannot take part, and names each", async () => {
    const hosts = { a: A, b: B, c: { ...C, deaf: "packet socket: Operation not permitted" }, d: { ...C, perl: false } };
    const { results, findings, errors } = await look(hosts, undefined, ["a", "b", "c", "d", "e"]);
    expect(errors).toEqual([
      "d has no perl, which is needed to send frames: install it",
      "e: is not answering",
      "c: cannot exchange frames: packet socket: Operation not permitted",
    ]);
    expect(results).toHaveLength(8);
    expect(findings).toEqual([]);
  });

  it("quotes a host that does not allow root", async () => {
    const { errors } = await look({ a: A, b: { ...B, refuses: "sudo: a password is required" } });
    expect(errors).toEqual(["b: cannot run commands as root: sudo: a password is required"]);
  });

  it("tests nothing with a single host", async () => {
    expect(await look({ a: A })).toEqual({ results: [], findings: [], errors: [] });
  });
});
