import { parseAddress } from "../../topology/ip";
import { groupBy } from "../group-by";
import { heading, type Files, type OutputKind } from "./kind";
import { namedAddresses } from "../names/named-addresses";

export const dns: OutputKind = {
  reader: "BIND and others that read zone files",
  description: "a zone with the names of hosts and containers, and reverse zones of their addresses",
  files: ["*.zone", "named.conf"],
  usage: [
    "npm run outputs -- dns --output zones",
    "sudo cp zones/*.zone /var/cache/bind/ && sudo cp zones/named.conf /etc/bind/lab.conf   # include it, then: rndc reconfig",
    "dig +short bbox10.vlan10.dev.internal",
  ],
  notes:
    "The zone is `STACK.internal`, a domain that is kept for private use. There is a reverse zone for each `/24` and `/64` " +
    "that has an address of the stack; a server that loads it answers for the whole of it. Serial numbers are the time in " +
    "seconds at which the files were made.",
  from: "stack output",
  render: (fabric, time) => {
    const records = namedAddresses(fabric);
    const zone = zoneName(fabric.stack);
    const forward = records.flatMap(({ address, names }) =>
      names.map((name) => `${name} ${address.includes(":") ? "AAAA" : "A"} ${address}`),
    );
    const pointers = records.map(({ address, names: [name] }) => ({ ...reverse(address), name }));
    const zones = new Map([
      [zone, forward],
      ...[...groupBy(pointers, (pointer) => pointer.zone)].map(
        ([origin, list]) => [origin, list.map(({ label, name }) => `${label} PTR ${name}.${zone}.`)] as const,
      ),
    ]);
    const head = heading(fabric, ";");
    const files = [...zones].map(
      ([origin, lines]) => [`${origin}.zone`, head + zoneText(origin, lines, time)] as const,
    );
    return { ...Object.fromEntries(files), "named.conf": heading(fabric, "//") + configuration([...zones.keys()]) };
  },
};

/** Letters, digits and hyphens, as host names have them. */
function zoneName(stack: string): string {
  const label = stack
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return `${label === "" ? "lab" : label}.internal`;
}

function zoneText(origin: string, lines: readonly string[], time: Date): string {
  const serial = Math.floor(time.getTime() / 1000);
  return [
    `$ORIGIN ${origin}.`,
    "$TTL 300",
    `@ SOA localhost. hostmaster.localhost. ${serial} 3600 600 86400 300`,
    "@ NS localhost.",
    ...lines,
    "",
  ].join("\n");
}

function configuration(zones: readonly string[]): Files[string] {
  return zones.map((zone) => `zone "${zone}" { type primary; file "${zone}.zone"; };\n`).join("");
}

/** The reverse zone of an address, of its /24 or /64, and its label there. */
function reverse(text: string): { zone: string; label: string } {
  const parsed = parseAddress(text);
  if (parsed?.family === 4) {
    const [a = "", b = "", c = "", d = ""] = parsed.text.split(".");
    return { zone: `${c}.${b}.${a}.in-addr.arpa`, label: d };
  }
  const nibbles = Array.from((parsed?.value ?? 0n).toString(16).padStart(32, "0")).reverse();
  return { zone: `${nibbles.slice(16).join(".")}.ip6.arpa`, label: nibbles.slice(0, 16).join(".") };
}
