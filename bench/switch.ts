import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { freshDisk, newRecord } from "../lab/guest/bring-up";
import { deriveUuid } from "../lab/guest/derive";
import { guestFolder, labFolder } from "../lab/guest/folders";
import { endProcess, launchQemu } from "../lab/guest/launch";
import { patienceWith, runScript } from "../lab/guest/login";
import { loadState, withMonitor } from "../lab/guest/monitor";
import { freePort } from "../lab/guest/port";
import { qemuArguments, type QemuRun } from "../lab/guest/qemu-args";
import { isAlive, writeRecord, type RunningRecord } from "../lab/guest/record";
import { DEFAULT_MEMORY_MIB, labGuest } from "../lab/identity";
import { DEFAULT_ENGINE } from "../lab/image/engines";
import { imageKind } from "../lab/image/networks";
import { guestImage, type GuestImage } from "../lab/image/image";
import { joinLan, endIdleLab } from "../lab/switch/life";
import { readShell, renderShell, type ShellValues } from "../support/shell-script";
import { startProgress } from "../support/terminal";
import { median, recordFigure } from "./figure";

const LAB = "bench-switch";
const ROUNDS = 5;
/** How long bytes are sent in a round. */
const SECONDS = 8;
const progress = startProgress("switch");
/** What carried the lab's LAN before there was a switch. */
const MULTICAST = "socket,id=lan,mcast=230.0.0.1:29999,localaddr=127.0.0.1";

type Lan = "switch" | "multicast";

interface Guest {
  readonly address: string;
  readonly record: RunningRecord;
  run(file: string, values: ShellValues): Promise<string>;
}

/** TCP throughput and ping between two guests, over the switch and over a multicast group, in turns. */
export async function benchSwitch(): Promise<void> {
  const image = await guestImage(imageKind({ docker: DEFAULT_ENGINE }), DEFAULT_MEMORY_MIB, progress);
  const lans: readonly Lan[] = ["switch", "multicast"];
  const pairs: Record<Lan, readonly [Guest, Guest]> = {
    switch: await pair("switch", image),
    multicast: await pair("multicast", image),
  };
  try {
    const rates: Record<Lan, number[]> = { switch: [], multicast: [] };
    const pings: Record<Lan, number[]> = { switch: [], multicast: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const lan of lans) {
        const [rate, ping] = await measure(pairs[lan]);
        rates[lan].push(rate);
        pings[lan].push(ping);
      }
    }
    const how = `two emulated guests, medians of ${ROUNDS} alternating runs`;
    for (const lan of lans) {
      recordFigure({ name: `TCP between lab guests, ${lan}`, value: median(rates[lan]), unit: "Mbit/s", how });
      recordFigure({ name: `ping between lab guests, ${lan}`, value: median(pings[lan]), unit: "ms", how });
    }
  } finally {
    for (const { record } of Object.values(pairs).flat()) await endProcess(record.process);
    await endIdleLab(LAB, progress);
    rmSync(labFolder(LAB), { recursive: true, force: true });
  }
}

async function pair(lan: Lan, image: GuestImage): Promise<readonly [Guest, Guest]> {
  return [await guest(lan, 1, image), await guest(lan, 2, image)];
}

async function guest(lan: Lan, number: number, image: GuestImage): Promise<Guest> {
  const [host, address] = [`${lan}${number}`, `192.168.1.${number}`];
  const folder = guestFolder({ lab: LAB, host });
  mkdirSync(folder, { recursive: true });
  const { spec } = labGuest({ lab: LAB, host, nic: "ens33", address: `${address}/24`, sshPort: await freePort() });
  const { state } = image.warm;
  if (state === undefined) throw new Error("there is no warm state to start from");
  await freshDisk(folder, image);
  const started = newRecord(spec, image);
  const memory = { kind: "copy", file: state.memory } as const;
  const run: QemuRun = {
    ...started.machine,
    ...{ uuid: deriveUuid(folder), memory, incoming: true },
    sshPort: spec.sshPort,
    lanMac: spec.mac,
  };
  const args = qemuArguments(run).map((each) => (lan === "multicast" && each.startsWith("stream,") ? MULTICAST : each));
  const process = launchQemu(folder, run, false, args);
  if (process === undefined) throw new Error("QEMU does not start");
  const record = { ...started, process };
  if (lan === "switch") {
    writeRecord(folder, record);
    await joinLan(record, progress);
  }
  await withMonitor(
    folder,
    () => isAlive(process),
    (monitor) => loadState(monitor, state.devices),
  );
  const login = {
    port: spec.sshPort,
    privateKeys: [image.base.login.privateKey],
    hostKeys: [image.base.host.publicKey],
  };
  const script = (file: string, values: ShellValues): Promise<string> => {
    const text = renderShell(
      { program: readShell(join(__dirname, "throughput.pl")), ...values },
      join(__dirname, file),
    );
    return runScript(login, text, patienceWith(process, 120_000));
  };
  await script("guest-nic.sh", { mac: spec.mac, address });
  await script("guest-listen.sh", {});
  return { address, record, run: script };
}

/** Mbit/s and milliseconds, the median of some pings. */
async function measure([from, to]: readonly [Guest, Guest]): Promise<[rate: number, ping: number]> {
  const printed = await from.run("guest-send.sh", { address: to.address, seconds: SECONDS });
  const values = (name: string): number[] =>
    [...printed.matchAll(new RegExp(`${name}=([0-9.]+)`, "g"))].map(([, value]) => Number(value));
  return [values("rate")[0] ?? NaN, median(values("time"))];
}
