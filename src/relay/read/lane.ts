import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_ENTRY, type RelayEntry } from '../../core/relay/entry.ts';
import { placeId, type StreamPlace } from '../../core/relay/streamPlace.ts';
import { readEntries } from '../hub/entryCodec.ts';
import type { Hub } from '../hub/hub.ts';
import { type HubError, hubErrorOf } from '../hub/hubError.ts';
import { listOf, textOf } from '../hub/reply.ts';

/** A followed stream. */
export interface Followed {
  readonly stream: string;
  /**
   * Examines the stream, and returns the place after which to read; null: it does not exist yet, try again. Called on
   * every connection, and while nothing arrives.
   */
  readonly resume: () => Promise<StreamPlace | null>;
  /**
   * Processes entries; the stream is not read further until it resolves. If it rejects with a HubError, the unprocessed
   * entries are requested again.
   */
  readonly take: (entries: readonly RelayEntry[]) => Promise<void>;
  /** Called if the hub cannot be reached, before it is retried. */
  readonly broken: (failure: HubError, retryAt: number) => void;
  /** Called if the stream failed, with the rejection of `take`. */
  readonly failed: (error: unknown) => void;
}

interface Place extends Followed {
  /** Null: to be determined by `resume`. */
  after: StreamPlace | null;
  busy: boolean;
  quietSince: number;
  /** When to look for a missing stream again. */
  missingUntil: number;
}

/** Maximum number of streams per connection: every wake-up pays for each of them. */
export const MAX_STREAMS = 64;

/** The smallest size that is assumed, and how fast larger ones are forgotten. */
const MIN_ENTRY = 1024;
const DECAY = 0.9;

/** How long a call waits for entries, in milliseconds; less while a stream is left out. */
const BLOCK_MS = 1_000;
const SHORT_BLOCK_MS = 25;
/**
 * Sizes of an answer, in bytes of the logs: the wanted one if entries are as large as recent ones, and the maximum if all
 * are as large as possible. Redis counts entries per stream.
 */
const WANTED_ANSWER = 1024 * 1024;
const MAX_ANSWER = 16 * 1024 * 1024;
/** Maximum number of entries per stream. */
const MAX_COUNT = 64;
/** How often an idle stream is checked, in milliseconds: it may have been replaced by a shorter one. */
const CHECK_MS = 5_000;
/** How often to look for a missing stream, in milliseconds. */
const MISSING_MS = 250;
/** How long to wait for slow consumers before the next call leaves them out, in milliseconds. */
const PATIENCE_MS = 5;
/**
 * With this many streams, or after answers in such quick succession, a short wait collects more entries per answer. Each
 * call costs Redis and us a wake-up, whatever it returns. Times in milliseconds.
 */
const GATHER_FROM = 32;
const QUICK_MS = 40;
const GATHER_MS = 20;
const MAX_PAUSE_MS = 5_000;

/** One connection that waits for entries of several streams. */
export class Lane {
  readonly #hub: Hub;
  readonly #now: () => number;
  readonly #places = new Set<Place>();
  #running: Promise<void> | null = null;
  /** Size of the largest entry lately. */
  #largest = MAX_ENTRY;
  /** When the last answer with entries arrived, by a monotonic clock. */
  #answeredAt = Number.NEGATIVE_INFINITY;
  #wake = Promise.withResolvers<void>();

  constructor(hub: Hub, now: () => number) {
    this.#hub = hub;
    this.#now = now;
  }

  get size(): number {
    return this.#places.size;
  }

  /** Follows a stream until the signal aborts. */
  add(followed: Followed, signal: AbortSignal): void {
    if (signal.aborted) return;
    const place: Place = { ...followed, after: null, busy: false, quietSince: this.#now(), missingUntil: 0 };
    this.#places.add(place);
    signal.addEventListener('abort', () => this.#remove(place), { once: true });
    this.#wake.resolve();
    this.#start();
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#places.size > 0) this.#start();
    });
  }

  #remove(place: Place): void {
    this.#places.delete(place);
    this.#wake.resolve();
  }

  async #run(): Promise<void> {
    const link = this.#hub.openLink();
    let pause = 100;
    while (this.#places.size > 0) {
      const { epoch } = link;
      try {
        await this.#resume();
        const ready = [...this.#places].filter(({ busy, after }) => !busy && after !== null);
        if (ready.length === 0) await this.#idle();
        else await this.#read(link, ready);
        if (ready.length > 0) pause = 100;
        if (epoch !== 0 && link.epoch !== epoch) this.#forget();
      } catch (error) {
        this.#forget();
        const failure = hubErrorOf(error);
        for (const place of this.#places) place.broken(failure, this.#now() + pause);
        await sleep(pause);
        pause = Math.min(MAX_PAUSE_MS, pause * 2);
      }
    }
    link.close();
  }

  /** Forgets the state of the streams after a reconnection, because it may have changed. */
  #forget(): void {
    for (const place of this.#places) place.after = null;
  }

  async #idle(): Promise<void> {
    this.#wake = Promise.withResolvers();
    await Promise.race([this.#wake.promise, sleep(SHORT_BLOCK_MS)]);
  }

  async #resume(): Promise<void> {
    const now = this.#now();
    const asking = [...this.#places].filter(
      place =>
        !place.busy && (place.after === null ? now >= place.missingUntil : now - place.quietSince > CHECK_MS),
    );
    await Promise.all(
      asking.map(async place => {
        place.after = await place.resume();
        place.quietSince = now;
        if (place.after === null) place.missingUntil = now + MISSING_MS;
      }),
    );
  }

  async #read(link: ReturnType<Hub['openLink']>, ready: readonly Place[]): Promise<void> {
    const wanted = Math.min(MAX_COUNT, WANTED_ANSWER / this.#largest / ready.length);
    const count = Math.max(1, Math.floor(Math.min(wanted, MAX_ANSWER / MAX_ENTRY / ready.length)));
    const waitMs = ready.length < this.#places.size ? SHORT_BLOCK_MS : BLOCK_MS;
    const ids = ready.map(({ after }) => placeId(after!));
    const command = ['XREAD', 'COUNT', String(count), 'BLOCK', String(waitMs), 'STREAMS'];
    const answer = await link.send([...command, ...ready.map(({ stream }) => stream), ...ids], waitMs);
    const parts = listOf(answer).map(listOf);
    let largest = MIN_ENTRY;
    const takers = parts.map(([stream, reply]) => {
      const place = ready.find(candidate => candidate.stream === textOf(stream));
      const entries = readEntries(reply);
      for (const entry of entries)
        if (entry.kind === 'bytes') largest = Math.max(largest, entry.bytes.length);
      return place && this.#places.has(place) ? this.#give(place, entries, lastId(reply)) : undefined;
    });
    if (takers.length === 0) return;
    await Promise.race([Promise.all(takers), sleep(PATIENCE_MS)]);
    this.#largest = Math.max(largest, this.#largest * DECAY);
    const isFull = parts.some(([, entries]) => listOf(entries).length >= count);
    const answeredAt = performance.now();
    const isQuick = answeredAt - this.#answeredAt < QUICK_MS;
    this.#answeredAt = answeredAt;
    if (!isFull && (isQuick || ready.length >= GATHER_FROM)) await sleep(GATHER_MS);
  }

  async #give(place: Place, entries: readonly RelayEntry[], after: StreamPlace | null): Promise<void> {
    place.after = after ?? place.after;
    place.quietSince = this.#now();
    place.busy = true;
    try {
      await place.take(entries);
    } catch (error) {
      this.#giveBack(place, error);
    } finally {
      place.busy = false;
    }
  }

  #giveBack(place: Place, error: unknown): void {
    const failure = hubErrorOf(error);
    if (failure === error) {
      place.after = null;
      place.missingUntil = this.#now() + MISSING_MS;
      place.broken(failure, place.missingUntil);
    } else {
      this.#remove(place);
      place.failed(error);
    }
  }
}

/** Includes unreadable entries, which would otherwise be requested forever. */
const lastId = (entries: Parameters<typeof listOf>[0]): StreamPlace | null => {
  const [id] = listOf(listOf(entries).at(-1));
  const [segment, byte] = (textOf(id) ?? '').split('-').map(Number);
  return Number.isFinite(segment) && Number.isFinite(byte) ? { segment: segment!, byte: byte! } : null;
};
