import { isGroup, type Mac } from "./ethernet";

/** How long an address is remembered after its last frame, as in most switches. */
export const AGE_MILLISECONDS = 300_000;
/** The size of a small switch's table. What does not fit is flooded. */
const MOST = 16_384;

interface Entry<Port> {
  port: Port;
  seen: number;
}

/** Which port leads to an address, in each VLAN by itself. */
export class MacTable<Port> {
  private readonly vlans = new Map<number, Map<Mac, Entry<Port>>>();
  private size = 0;
  private nextSearch = 0;

  learn(vlan: number, mac: Mac, port: Port, now: number): void {
    const known = this.vlans.get(vlan)?.get(mac);
    if (known !== undefined) {
      known.port = port;
      known.seen = now;
      return;
    }
    if (isGroup(mac)) return;
    if (this.size >= MOST && !this.makeRoom(now)) return;
    let entries = this.vlans.get(vlan);
    if (entries === undefined) this.vlans.set(vlan, (entries = new Map<Mac, Entry<Port>>()));
    entries.set(mac, { port, seen: now });
    this.size += 1;
  }

  /** The port behind which an address was last seen; undefined if it is unknown. */
  find(vlan: number, mac: Mac, now: number): Port | undefined {
    const entry = this.vlans.get(vlan)?.get(mac);
    return entry === undefined || now - entry.seen > AGE_MILLISECONDS ? undefined : entry.port;
  }

  /** Forgets what was learned at a port that is gone. */
  forgetPort(port: Port): void {
    this.forget((entry) => entry.port === port);
  }

  /** Not at every frame of a flood: it looks at every entry. */
  private makeRoom(now: number): boolean {
    if (now < this.nextSearch) return false;
    this.nextSearch = now + 1_000;
    this.forget(({ seen }) => now - seen > AGE_MILLISECONDS);
    return this.size < MOST;
  }

  private forget(isGone: (entry: Entry<Port>) => boolean): void {
    for (const entries of this.vlans.values()) {
      for (const [mac, entry] of entries) {
        if (isGone(entry) && entries.delete(mac)) this.size -= 1;
      }
    }
  }
}
