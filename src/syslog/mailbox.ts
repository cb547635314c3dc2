import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame } from '../core/syslog/framing.ts';
import type { Connection, Flow, Inbox, Loss } from './inlet.ts';

/** Input from sockets, in order of arrival. */
export type Arrival =
  | {
      readonly kind: 'frame';
      readonly peer: string;
      readonly frame: Frame;
      readonly connection: Connection | null;
    }
  | { readonly kind: 'lost'; readonly loss: Loss }
  | { readonly kind: 'notice'; readonly text: string };

/** Buffered bytes at which streams pause, and at which they resume. */
const HIGH = 4 * 1024 * 1024;
const LOW = 1024 * 1024;
/** Buffered bytes at which datagrams are dropped. */
const FULL = 32 * 1024 * 1024;
/** Approximate memory overhead per arrival. */
const OVERHEAD = 200;
/** Maximum number of arrivals per batch. */
const MAX_BATCH = 2000;
/**
 * If batches follow each other sooner than this (in milliseconds), fewer and larger ones are collected: each has a cost
 * of its own, and in the meantime sockets are read.
 */
const GATHER_MS = 10;
/** Maximum burst of marks, and how many more per second: any client could cause any number. */
const BURST = 50;
const A_SECOND = 1;

/** Buffers the input of sockets until it is processed, in bounded memory. Nothing is parsed when a socket is read. */
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

  /** Yields arrivals in batches until `close`. Input that arrives during a batch waits. */
  async *batches(): AsyncGenerator<readonly Arrival[]> {
    let deliveredAt = Number.NEGATIVE_INFINITY;
    for (;;) {
      if (this.#arrivals.length === 0) {
        if (this.#isClosed) return;
        this.#wake = Promise.withResolvers();
        await this.#wake.promise;
        continue;
      }
      const isBusy = performance.now() - deliveredAt < GATHER_MS;
      if (isBusy && this.#arrivals.length < MAX_BATCH && !this.#isClosed) await sleep(GATHER_MS);
      const batch = this.#arrivals.length <= MAX_BATCH ? this.#arrivals : this.#arrivals.slice(0, MAX_BATCH);
      this.#arrivals = this.#arrivals.slice(batch.length);
      yield batch;
      deliveredAt = performance.now();
      for (const arrival of batch) {
        if (arrival.kind !== 'frame') continue;
        const { frame } = arrival;
        this.#bytes -= OVERHEAD + (frame.kind === 'message' ? frame.bytes.length : 0);
      }
      this.#relieve();
    }
  }

  /** Ends the batches: no more will arrive. */
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
