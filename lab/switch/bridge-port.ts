import { parseMac, type Mac } from "./ethernet";
import { OPEN, type DropReason, type PortPolicy, type Senders } from "./policy";

/** Where the frames for a guest go: its end of the cable. */
export interface Cable {
  /** Bytes that wait because the guest does not take them. */
  readonly waiting: number;
  write(slices: readonly Buffer[]): void;
}

/** Bytes that may wait for one guest. What comes on top is dropped, so that a stopped guest stops no other one. */
const QUEUE_BYTES = 4 * 2 ** 20;
/** Once so many bytes wait, slices are copied: each would otherwise keep the whole buffer that it was read into. */
const COPY_ABOVE = 2 ** 17;

/** One port of the switch: its policy, its counters, and the frames that are about to leave through it. */
export class BridgePort {
  policy: PortPolicy = OPEN;
  readonly senders: Senders = new Map();
  /** Frames that the guest has sent and received, and those that were dropped, by reason. */
  readonly counters = { received: 0, sent: 0, dropped: {} as Partial<Record<DropReason, number>> };
  readonly mac: Mac;
  private slices: Buffer[] = [];
  private open: { readonly buffer: Buffer; readonly start: number; end: number } | undefined;
  private queued = 0;
  private delayed = 0;

  constructor(
    readonly name: string,
    mac: string,
    private readonly cable: Cable,
  ) {
    this.mac = parseMac(mac);
  }

  drop(reason: DropReason): void {
    this.counters.dropped[reason] = (this.counters.dropped[reason] ?? 0) + 1;
  }

  get isFull(): boolean {
    return this.cable.waiting + this.delayed + this.queued > QUEUE_BYTES;
  }

  /** Queues a frame. Neighbours in a buffer become one slice: a read brings many frames for one port. */
  queue(buffer: Buffer, start: number, end: number): void {
    this.counters.sent += 1;
    this.queued += end - start;
    if (this.open?.buffer === buffer && this.open.end === start) this.open.end = end;
    else {
      this.close();
      this.open = { buffer, start, end };
    }
  }

  /** Sends what was queued, after some milliseconds. */
  flush(delay: number): void {
    this.close();
    const { slices, queued } = this;
    this.slices = [];
    this.queued = 0;
    if (delay === 0) {
      this.cable.write(this.cable.waiting > COPY_ABOVE ? slices.map((slice) => Buffer.from(slice)) : slices);
      return;
    }
    const kept = slices.map((slice) => Buffer.from(slice));
    this.delayed += queued;
    setTimeout(() => {
      this.delayed -= queued;
      this.cable.write(kept);
    }, delay);
  }

  private close(): void {
    if (this.open === undefined) return;
    const { buffer, start, end } = this.open;
    this.slices.push(buffer.subarray(start, end));
    this.open = undefined;
  }
}
