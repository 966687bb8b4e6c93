import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../support/project";

interface Fault {
  readonly happens: string;
  readonly follows: string;
}

/** What goes wrong with labs of this kind, by the number that tests name. */
const FAULTS: Readonly<Record<string, Fault>> = {
  F1: { happens: "`up` is killed", follows: "the next one completes it; nothing is there twice" },
  F2: { happens: "a script is killed on its host", follows: "the host is as before, or the next `up` completes it" },
  F3: { happens: "a change cuts the login to its host", follows: "the host takes it back by itself" },
  F4: { happens: "a host is off", follows: "it is named, and the other hosts are finished" },
  F5: { happens: "a host accepts the connection and says nothing", follows: "a message that names it, after a bounded time" },
  F6: { happens: "a host has another key", follows: "no command reaches it" },
  F7: { happens: "a link lacks its files, or files their link", follows: "verify names it, `heal` repairs it" },
  F8: { happens: "a link has another VLAN ID, NIC, MTU or other addresses", follows: "verify names it; what is not ours is refused" },
  F9: { happens: "a link was there before", follows: "it is used or refused, and never deleted" },
  F10: { happens: "hosts reboot", follows: "links, networks, containers and addresses are as before" },
  F11: { happens: "Docker starts before the network, or after it", follows: "the same" },
  F12: { happens: "a NIC has no carrier", follows: "verify names it as the cause" },
  F13: { happens: "Docker restarts", follows: "no address changes" },
  F14: { happens: "an address is planned twice, on one host, two hosts, in two stacks", follows: "refused, with both owners, before anything is touched" },
  F15: { happens: "a stranger answers at a planned address", follows: "verify fails, and names its MAC" },
  F16: { happens: "a host is lost, its addresses are given to others, and it returns", follows: "a script, written meanwhile, frees them before it rejoins" },
  F17: { happens: "what was read of a host is no longer so when it is changed", follows: "no address in use is given away" },
  F18: { happens: "a range of automatic addresses is full", follows: "refused, with the size that it needs" },
  F19: { happens: "subnets or ranges overlap", follows: "refused, although Docker would take them" },
  F20: { happens: "two `up` at once", follows: "one runs; the other says who holds the lock" },
  F21: { happens: "a killed run leaves a lock", follows: "the next run on that machine releases it" },
  F22: { happens: "the disk of a host is full", follows: "no file is truncated, and the message says so" },
  F23: { happens: "the disk with the state is full", follows: "the state stays valid" },
  F24: { happens: "the registry's certificate has expired, or its password is wrong", follows: "a message of its own for each" },
  F25: { happens: "64 commands at once to a host whose sshd allows fewer logins", follows: "all succeed" },
  F26: { happens: "`down` after half an `up`, or with a host gone", follows: "the others are as before, and a second run can finish" },
}; // prettier-ignore

const INTRODUCTION = `# Faults, and the tests that make them

Each of these faults is made to happen by the tests beside it, and what has to follow is checked. A test that does so says
\`// Automates\` and the fault's number, from which \`npm run docs\` writes this page.

| fault | what happens | what follows | tests |
| ----- | ------------ | ------------ | ----- |
`;

/** Docs page of the faults that tests make. */
export function reliabilityPage(): string {
  const tests = automatedFaults();
  const unknown = [...tests.keys()].filter((fault) => !Object.hasOwn(FAULTS, fault));
  if (unknown.length > 0) throw new Error(`tests name faults that are not in the list: ${unknown.join(", ")}`);
  const rows = Object.entries(FAULTS).map(([name, { happens, follows }]) => {
    const where = tests.get(name)?.map(({ file, title }) => `${title} ([${file}](../${file}))`) ?? ["none yet"];
    return `| ${name} | ${happens} | ${follows} | ${where.join("<br>")} |`;
  });
  return `${INTRODUCTION}${rows.join("\n")}\n`;
}

interface FaultTest {
  readonly file: string;
  readonly title: string;
}

/** The tests of each fault: those that follow a comment with its number. */
function automatedFaults(): ReadonlyMap<string, readonly FaultTest[]> {
  const found = new Map<string, FaultTest[]>();
  for (const file of testFiles()) {
    const text = readFileSync(join(PROJECT_ROOT, file), "utf8");
    for (const [, faults = "", title = ""] of text.matchAll(/\/\/ Automates (F\d+(?:, F\d+)*)\.\n[^"]*"([^"]+)"/g)) {
      for (const fault of faults.split(", ")) found.set(fault, [...(found.get(fault) ?? []), { file, title }]);
    }
  }
  return found;
}

function testFiles(): string[] {
  return readdirSync(join(PROJECT_ROOT, "test"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `test/${name.replaceAll("\\", "/")}`)
    .sort();
}
