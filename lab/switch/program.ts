import { mkdirSync, readFileSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { replaceFile } from "../../support/replace-file";
import { listenInside } from "../../support/unix-socket";
import { identifyProcess, isAlive } from "../guest/record";
import { Bridge } from "./bridge";
import { askSwitch } from "./client";
import { controlServer, type Handlers, type PortStatus } from "./control";
import { Ports } from "./ports";
import type { PortPolicy } from "./policy";
import { SWITCH_FILES, writeSwitchRecord } from "./record";
import { Recorder } from "./recorder";

/** How often the folders are looked through for guests. */
const SCAN_MILLISECONDS = 500;
/** How long the switch stays without a guest that runs. */
const IDLE_MILLISECONDS = 5_000;
/** How long a request to attach a guest waits for it. */
const ATTACH_MILLISECONDS = 20_000;

/** Switches frames between the guests of a lab until none is left. @param folder the switch's own */
export async function runSwitch(labFolder: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // A guest takes one connection: two switches would each have some of the guests.
  if ((await askSwitch(folder, { verb: "show" })) !== undefined) return;
  const bridge = new Bridge();
  const policies = readPolicies(folder);
  const ports = new Ports(labFolder, bridge, policies);
  rmSync(join(folder, SWITCH_FILES.control), { force: true });
  await listenInside(controlServer(handlers(bridge, ports, policies, folder)), folder, SWITCH_FILES.control);
  const self = identifyProcess(process.pid);
  if (self !== undefined) writeSwitchRecord(folder, self);
  for (let idle = 0; idle < IDLE_MILLISECONDS; idle += SCAN_MILLISECONDS) {
    if (await ports.scan()) idle = 0;
    await sleep(SCAN_MILLISECONDS);
  }
}

function handlers(bridge: Bridge, ports: Ports, policies: Map<string, PortPolicy>, folder: string): Handlers {
  return {
    answer: async (request) => {
      if (request.verb === "attach") await attach(ports, request.port);
      if (request.verb === "set") {
        const names = [...ports.guests().keys()];
        if (!names.includes(request.port)) {
          throw new Error(`the switch has no port "${request.port}": its ports are ${names.join(", ")}`);
        }
        await ports.apply(request.port, request.policy);
        replaceFile(join(folder, SWITCH_FILES.policies), `${JSON.stringify(Object.fromEntries(policies))}\n`);
      }
      return statuses(ports);
    },
    capture: (socket) => {
      record(bridge, ports, socket);
    },
  };
}

async function attach(ports: Ports, name: string): Promise<void> {
  for (let waited = 0; waited < ATTACH_MILLISECONDS; waited += 50) {
    await ports.scan();
    if (ports.find(name) !== undefined) return;
    if (!isAlive(ports.guests().get(name)?.record.process)) throw new Error(`${name} is not running`);
    await sleep(50);
  }
  throw new Error(`the switch cannot connect to ${name}`);
}

function statuses(ports: Ports): PortStatus[] {
  return [...ports.guests().keys()].map((name) => {
    const counters = ports.find(name)?.counters ?? { received: 0, sent: 0, dropped: {} };
    return { name, connected: ports.find(name) !== undefined, policy: ports.policyOf(name), ...counters };
  });
}

function record(bridge: Bridge, ports: Ports, socket: Socket): void {
  const { tap } = new Recorder(socket, [...ports.guests().keys()]);
  bridge.taps.add(tap);
  for (const event of ["end", "close"]) socket.on(event, () => bridge.taps.delete(tap));
  socket.resume();
}

function readPolicies(folder: string): Map<string, PortPolicy> {
  try {
    const text = readFileSync(join(folder, SWITCH_FILES.policies), "utf8");
    return new Map(Object.entries(JSON.parse(text) as Record<string, PortPolicy>));
  } catch {
    return new Map();
  }
}
