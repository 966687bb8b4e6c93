import { ROUNDS } from "../../host/doctor";
import type { Connect } from "../../harness/ssh";
import type { ScriptResult } from "../../support/ssh-script";

const SOUND: ScriptResult = { status: 0, stdout: "", stderr: "" };

export interface SwitchedHost {
  readonly mac: string;
  /** Milliseconds until its listener is ready. Default: 0. */
  readonly hearsAfter?: number;
  /** The error with which its listener fails. */
  readonly deaf?: string;
  readonly perl?: boolean;
  /** How many MACs the plan has on its NIC. */
  readonly macs?: number;
  /** MACs of its containers. */
  readonly children?: readonly string[];
  /** Text of its NIC's `flags` and `carrier`. Default: up, and connected. */
  readonly nic?: readonly [flags: string, carrier: string];
  /** Milliseconds by which its clock is ahead, and by which frames to it are late. */
  readonly clock?: number;
  readonly late?: number;
  /** The error with which every script fails. */
  readonly refuses?: string;
}

/** Hosts on one switch that forwards a frame, unchanged or changed, or drops it, without knowing what the frame is for. */
export function switched(
  hosts: Readonly<Record<string, SwitchedHost>>,
  pass: (frame: string, from: string, to: string) => string | undefined = (frame) => frame,
): Connect {
  const listening = new Map<string, (frame: string, delay: number) => void>();
  return (name) => {
    const host = hosts[name];
    if (host === undefined) return Promise.reject(new Error(`${name}: is not answering`));
    const { mac, hearsAfter = 0, deaf, perl = true, refuses, children = [] } = host;
    const [flags, carrier] = host.nic ?? ["0x1003", "1"];
    return Promise.resolve({
      close: () => undefined,
      run: async (script, _, hear) => {
        if (refuses !== undefined) return { status: 1, stdout: "", stderr: refuses };
        if (script.includes("@vendor")) {
          const facts = [
            ["mac", mac],
            ["flags", flags],
            ["carrier", carrier],
            ...children.map((child) => ["child", child]),
          ];
          const machine = [
            ["vendor", "QEMU"],
            ["perl", perl ? "/usr/bin/perl" : ""],
          ];
          return { ...SOUND, stdout: [...facts, ...machine].map(([name, value]) => `@${name}\t${value}\n`).join("") };
        }
        const frames = /^frames='?([0-9a-f\n]*)/m.exec(script)?.[1]?.split("\n");
        if (frames !== undefined) {
          const sent = Array.from({ length: ROUNDS }, () => frames).flat();
          for (const frame of sent) {
            for (const [to, receive] of listening) {
              const passed = to === name ? undefined : pass(frame, name, to);
              const { late = 0, clock = 0 } = hosts[to] ?? {};
              if (passed !== undefined) receive(passed, late + clock - (host.clock ?? 0));
            }
          }
          return SOUND;
        }
        if (deaf !== undefined) return { status: 1, stdout: "", stderr: deaf };
        await sleep(hearsAfter);
        const heard: string[] = [];
        listening.set(name, (frame, delay) => heard.push(seen(frame, delay)));
        hear?.("@rea");
        hear?.("dy\n");
        // Long enough for all to send, and for frames that are sent too early to be lost.
        await sleep(100);
        return { ...SOUND, stdout: `@ready\n${heard.join("\n")}\n` };
      },
    });
  };
}

/** What a listener prints of a frame: its number behind EtherType and nonce, whether it has a tag, source and delay. */
function seen(frame: string, delay: number): string {
  const tagged = frame.slice(24, 28) === "8100";
  const number = frame.slice(tagged ? 52 : 44).slice(0, 8);
  return `@seen\t${Number.parseInt(number, 16)}\t${tagged ? "1" : "0"}\t${frame.slice(12, 24)}\t${delay / 10}`;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
