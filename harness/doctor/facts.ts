import { createHash } from "node:crypto";
import type { Station } from "./frames";
import { hypervisorSetting } from "./hypervisors";
import type { Finding } from "./result";

/** The most MACs that are tried from one host. */
const MOST_MACS = 64;

/** What a host says about itself before frames are sent. */
export interface Facts extends Station {
  readonly nic: string;
  /** How the firmware describes the machine. */
  readonly vendor: string;
  /** Whether the NIC is up, and whether something is connected to it. */
  readonly state: "connected" | "no carrier" | "down";
}

/**
 * Reads what `doctor-facts.sh` printed.
 * @param macs how many MACs besides that of the NIC the plan has on it
 */
export function readFacts(host: string, nic: string, printed: string, macs: number): Facts {
  const all = (name: string): string[] =>
    [...printed.matchAll(new RegExp(`^@${name}\t(.*)$`, "gm"))].map(([, value = ""]) => value.trim());
  const fact = (name: string): string => all(name)[0] ?? "";
  const mac = fact("mac");
  if (mac === "") throw new Error(`${host} has no interface ${nic}: correct hosts.${host}.nic`);
  if (fact("perl") === "") throw new Error(`${host} has no perl, which is needed to send frames: install it`);
  // IFF_UP
  const isUp = (Number(fact("flags")) & 1) === 1;
  const state = !isUp ? "down" : fact("carrier") === "0" ? "no carrier" : "connected";
  return { host, nic, mac, others: otherMacs(mac, all("child"), macs), vendor: fact("vendor"), state };
}

/**
 * The MACs of the containers that run, which a switch knows already, then made-up ones for those that do not: never more
 * than the plan needs, so that a limit is not exceeded by the test alone. The same in every run, for the same reason.
 */
function otherMacs(own: string, children: readonly string[], planned: number): string[] {
  const count = Math.min(MOST_MACS, Math.max(planned, children.length));
  const madeUp = Array.from({ length: Math.max(0, count - children.length) }, (_, index) => {
    const digest = createHash("sha256").update(`doctor\0${own}\0${index}`).digest("hex");
    return `02:4d:${(digest.slice(0, 8).match(/../g) ?? []).join(":")}`;
  });
  return [...children, ...madeUp].slice(0, count);
}

/** What is wrong with a NIC that no frame can pass; undefined if nothing is. */
export function nicFinding({ host, nic, state, vendor }: Facts): Finding | undefined {
  if (state === "connected") return undefined;
  if (state === "down") {
    return { host, block: "carrier", message: `${host}: ${nic} is down. Run \`ip link set ${nic} up\` on it.` };
  }
  const { name, setting } = hypervisorSetting(vendor, "carrier");
  const message = `${host}: ${nic} has no carrier: nothing is connected to it. ${name}: ${setting}.`;
  return { host, block: "carrier", message };
}
