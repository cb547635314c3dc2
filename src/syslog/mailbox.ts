import type { Frame } from '../core/syslog/framing.ts';
import type { Connection, Flow, Inbox, Loss } from './inlet.ts';

/** What sockets have brought, in the order it came. */
export type Arrival =
  | {
      readonly kind: 'frame';
      readonly peer: string;
      readonly frame: Frame;
      readonly connection: Connection | null;
    }
  | { readonly kind: 'lost'; readonly loss: Loss }
  | { readonly kind: 'notice'; readonly text: string };

/** Bytes that wait before streams are told to wait, and before they may go on. */
const HIGH = 4 * 1024 * 1024;
const LOW = 1024 * 1024;
/** Bytes that wait before datagrams are dropped. */
const FULL = 32 * 1024 * 1024;
/** What an arrival costs beside its bytes, about. */
const OVERHEAD = 200;
/** Arrivals that are taken at once. */
const MAX_BATCH = 2000;
/** Marks that may come at once, and how many more a second: whoever can connect could make any number. */
const BURST = 50;
const A_SECOND = 1;

/** Keeps what sockets bring until it is taken, in bounded memory. Nothing is parsed where a socket is read. */
export class Mailbox implements Inbox {
  readonly #now: () => number;
  #arrivals: Arrival[] = [];
  #bytes = 0;
  readonly #flows = new Set<Flow>();
  #isPaused = false;
  #wake = Promise.withResolvers<void>();
  #isClosed = false;
  #marksLeft = BURST;
  #marksSince: number;
  #marksDropped = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#marksSince = now();
  }

  get isFull(): boolean {
    return this.#bytes > FULL;
  }

  take(peer: string, frames: readonly Frame[], connection: Connection | null): void {
    for (const frame of frames) {
      this.#bytes += OVERHEAD + (frame.kind === 'message' ? frame.bytes.length : 0);
      this.#arrivals.push({ kind: 'frame', peer, frame, connection });
    }
    if (frames.length === 0) return;
    this.#wake.resolve();
    if (this.#isPaused || this.#bytes <= HIGH) return;
    this.#isPaused = true;
    for (const flow of this.#flows) flow.pause();
  }

  lost(loss: Loss): void {
    this.#mark({ kind: 'lost', loss });
  }

  notice(text: string): void {
    this.#mark({ kind: 'notice', text });
  }

  onPressure(flow: Flow): () => void {
    this.#flows.add(flow);
    if (this.#isPaused) flow.pause();
    return () => this.#flows.delete(flow);
  }

  /** What has come and comes, in batches, until `close`. What comes while a batch is dealt with waits. */
  async *batches(): AsyncGenerator<readonly Arrival[]> {
    for (;;) {
      if (this.#arrivals.length === 0) {
        if (this.#isClosed) return;
        this.#wake = Promise.withResolvers();
        await this.#wake.promise;
        continue;
      }
      const batch = this.#arrivals.length <= MAX_BATCH ? this.#arrivals : this.#arrivals.slice(0, MAX_BATCH);
      this.#arrivals = this.#arrivals.slice(batch.length);
      yield batch;
      for (const arrival of batch) {
        if (arrival.kind !== 'frame') continue;
        const { frame } = arrival;
        this.#bytes -= OVERHEAD + (frame.kind === 'message' ? frame.bytes.length : 0);
      }
      this.#relieve();
    }
  }

  /** No more will come. */
  close(): void {
    this.#isClosed = true;
    this.#wake.resolve();
  }

  #relieve(): void {
    if (!this.#isPaused || this.#bytes >= LOW) return;
    this.#isPaused = false;
    for (const flow of this.#flows) flow.resume();
  }

  #mark(arrival: Arrival): void {
    const now = this.#now();
    this.#marksLeft = Math.min(BURST, this.#marksLeft + ((now - this.#marksSince) / 1000) * A_SECOND);
    this.#marksSince = now;
    if (this.#marksLeft < 1) {
      this.#marksDropped += 1;
      return;
    }
    this.#marksLeft -= 1;
    if (this.#marksDropped > 0) {
      this.#arrivals.push({
        kind: 'notice',
        text: `${this.#marksDropped} more gaps and notices were omitted`,
      });
      this.#marksDropped = 0;
    }
    this.#arrivals.push(arrival);
    this.#wake.resolve();
  }
}
