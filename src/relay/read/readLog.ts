import { setTimeout as sleep } from 'node:timers/promises';
import type { Query } from '../../core/query.ts';
import type { Delivered } from '../../core/relay/delivered.ts';
import { placeOf, type RelayEntry } from '../../core/relay/entry.ts';
import { type LogKeys, logKeys, type RelayName } from '../../core/relay/names.ts';
import { StreamReader } from '../../core/relay/reader.ts';
import type { StreamState } from '../../core/relay/resumption.ts';
import type { ReaderPosition } from '../../core/relay/standing.ts';
import { comparePlaces, STREAM_START, type StreamPlace } from '../../core/relay/streamPlace.ts';
import type { Trouble } from '../../core/trouble.ts';
import type { Reading } from '../../session/sources/contract.ts';
import { Intake } from '../../session/sources/intake.ts';
import type { Hub } from '../hub/hub.ts';
import { hubErrorOf, hubTrouble } from '../hub/hubError.ts';
import { backlogStart } from './backlog.ts';
import { keptPosition, pipelineOf, readerPosition } from './places.ts';
import type { SharedReader } from './sharedReader.ts';

export interface LogToRead {
  readonly hub: Hub;
  readonly shared: SharedReader;
  readonly name: RelayName;
}

/** Number of backlog entries per request. */
const STRIDE = 16;

const NEWLINE = 10;

/** Minimum and maximum pause between attempts to read the backlog, in milliseconds. */
const MIN_PAUSE_MS = 100;
const MAX_PAUSE_MS = 5_000;

/** Reads a published log once, or follows it. Returns the failure, or null. */
export const readPublished = async (log: LogToRead, reading: Reading): Promise<Trouble | null> => {
  const { source, context, signal } = reading;
  const { sink, query } = context;
  const reader = new LogReader(log, reading);
  const follows = query.follow !== 'none';
  for (let pause = MIN_PAUSE_MS; !signal.aborted; pause = Math.min(MAX_PAUSE_MS, 2 * pause)) {
    try {
      sink.state(source, { kind: 'connecting', detail: log.hub.name });
      await reader.start();
      sink.state(source, { kind: 'live' });
      if (!(await reader.readBacklog()) || !follows) await reader.end();
      else await reader.follow();
      return null;
    } catch (error) {
      if (signal.aborted) return null;
      const failure = hubErrorOf(error);
      if (failure !== error) throw error;
      const trouble = hubTrouble(failure, log.hub.name, source);
      if (!follows || trouble.final) return trouble;
      sink.state(source, { kind: 'retrying', at: context.now() + pause, trouble });
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
};

/** One reading of a published log: applies the reader's rules to entries, and passes on the result. */
class LogReader {
  readonly #hub: Hub;
  readonly #shared: SharedReader;
  readonly #name: RelayName;
  readonly #keys: LogKeys;
  readonly #reading: Reading;
  #reader = new StreamReader();
  #state: StreamState = { born: null, top: null, table: [] };
  #intake: Intake;
  #isPlaced = false;
  #skipLines = 0;
  #skipBytes = 0;
  /** Bytes of an incomplete line. */
  #torn = 0;
  /** The end of the whole lines passed on so far. */
  #kept: ReaderPosition | null = null;

  constructor({ hub, shared, name }: LogToRead, reading: Reading) {
    this.#hub = hub;
    this.#shared = shared;
    this.#name = name;
    this.#keys = logKeys(name);
    this.#reading = reading;
    this.#intake = new Intake({ ...reading, context: { ...reading.context, query: this.#backlogQuery } });
  }

  /**
   * Determines where to start: where an earlier run stopped, or where the query specifies. After a failure, a further
   * call only examines the stream.
   */
  async start(): Promise<void> {
    const { source, context } = this.#reading;
    const { query, positions } = context;
    const pipeline = pipelineOf(this.#name, query);
    this.#state = await this.#hub.state(this.#keys);
    if (this.#isPlaced) return;
    const recalled = query.follow === 'none' ? null : (positions?.recall(source, pipeline) ?? null);
    if (recalled !== null) this.#reader = new StreamReader(readerPosition(recalled));
    else {
      const asked = this.#countsMatches ? { ...query, from: WHOLE } : query;
      const { position, skipLines, skipBytes } = await backlogStart(
        this.#hub,
        this.#keys,
        this.#state,
        asked,
      );
      this.#reader = new StreamReader(position);
      this.#skipLines = skipLines;
      this.#skipBytes = skipBytes;
    }
    this.#isPlaced = true;
    this.#kept = this.#reader.position;
    if (query.follow !== 'none') positions?.keep(source, pipeline, () => keptPosition(this.#kept ?? NOWHERE));
  }

  /** Reads the existing entries; returns false if nothing more is wanted. */
  async readBacklog(): Promise<boolean> {
    const { signal } = this.#reading;
    const { top } = this.#state;
    let after = top === null ? null : this.#reader.resumeAfter(this.#state);
    while (after !== null && top !== null && comparePlaces(after, top) < 0) {
      const entries = await this.#hub.after(this.#keys, after, STRIDE);
      if (entries.length === 0) break;
      for (const entry of entries) {
        await this.#take(entry);
        after = placeOf(entry);
        if (signal.aborted || this.#intake.satisfied) return false;
        if (comparePlaces(after, top) >= 0) break;
      }
    }
    if (this.#countsMatches) {
      // The last matches are known now; from here on, each one counts.
      await this.#intake.end();
      this.#intake = new Intake(this.#reading);
    }
    return true;
  }

  /** Follows the stream until nothing more is wanted or the signal aborts. */
  async follow(): Promise<void> {
    const { source, context, signal } = this.#reading;
    const { sink } = context;
    const ended = Promise.withResolvers<void>();
    const own = new AbortController();
    const ending = AbortSignal.any([signal, own.signal]);
    ending.addEventListener('abort', () => ended.resolve(), { once: true });
    let isBroken = false;
    await this.#shared.follow(
      {
        stream: this.#keys.stream,
        resume: async () => {
          const state = await this.#hub.state(this.#keys);
          const isNew = this.#reader.position === null;
          // Waits for a stream that was lost: when it returns, its state shows whether it is another one.
          const after =
            isNew && this.#state.top === null
              ? STREAM_START
              : state.top === null
                ? null
                : this.#reader.resumeAfter(state);
          this.#state = state;
          if (isBroken) sink.state(source, { kind: 'live' });
          isBroken = false;
          return after;
        },
        take: async entries => {
          for (const entry of entries) {
            if (ending.aborted) return;
            await this.#take(entry);
            if (this.#intake.satisfied) own.abort();
          }
        },
        broken: (failure, at) => {
          isBroken = true;
          sink.state(source, {
            kind: 'retrying',
            at,
            trouble: hubTrouble(failure, this.#hub.name, source),
          });
        },
        failed: error => ended.reject(error),
      },
      ending,
    );
    await ended.promise.finally(() => own.abort());
    if (!signal.aborted) await this.end();
  }

  async end(): Promise<void> {
    if (!this.#reading.signal.aborted) await this.#intake.end();
  }

  async #take(entry: RelayEntry): Promise<void> {
    // An older table would lack the newer segments.
    const table = this.#reader.needsTable(entry) ? (await this.#hub.state(this.#keys)).table : [];
    const taken: (void | Promise<void>)[] = [];
    for (const piece of this.#reader.take(entry, table)) {
      await taken.at(-1);
      taken.push(piece.kind === 'bytes' ? this.#takeBytes(piece.bytes) : this.#takeMarker(piece));
    }
    this.#keepPosition();
    await taken.at(-1);
  }

  #takeBytes(bytes: Buffer): void | Promise<void> {
    const rest = this.#skip(bytes);
    if (rest.length === 0) return undefined;
    const end = rest.lastIndexOf(NEWLINE) + 1;
    this.#torn = end === 0 ? this.#torn + rest.length : rest.length - end;
    return this.#intake.take(rest);
  }

  async #takeMarker({ marker }: Extract<Delivered, { kind: 'marker' }>): Promise<void> {
    const { source, context } = this.#reading;
    // A truncated line must not be joined with the following bytes.
    if (this.#torn > 0) await this.#intake.take(Buffer.from('\n'));
    this.#torn = 0;
    await context.sink.marker(source, marker);
  }

  /** Keeps only whole lines: a resumed run starts an unfinished line again. */
  #keepPosition(): void {
    const position = this.#reader.position;
    if (position === null) return;
    const { place, tail } = position;
    const back = Math.min(this.#torn, place.byte);
    this.#kept =
      back === 0
        ? position
        : {
            ...position,
            place: { ...place, byte: place.byte - back },
            tail: tail.subarray(0, Math.max(0, tail.length - back)),
          };
  }

  #skip(bytes: Buffer): Buffer {
    let rest = bytes.subarray(Math.min(this.#skipBytes, bytes.length));
    this.#skipBytes -= bytes.length - rest.length;
    while (this.#skipLines > 0 && rest.length > 0) {
      const end = rest.indexOf(NEWLINE) + 1;
      if (end === 0) return rest.subarray(rest.length);
      rest = rest.subarray(end);
      this.#skipLines--;
    }
    return rest;
  }

  /** True if `-n` counts matches, as it does if the log is followed and filtered. */
  get #countsMatches(): boolean {
    const { query, positions } = this.#reading.context;
    const { follow, from, grep, exclude, level, where } = query;
    const filters = grep.length + exclude.length + where.length > 0 || level !== null;
    return (
      follow !== 'none' && filters && from.kind === 'lastLines' && from.count > 0 && positions === undefined
    );
  }

  get #backlogQuery(): Query {
    const { query } = this.#reading.context;
    if (!this.#countsMatches || query.from.kind !== 'lastLines') return query;
    return { ...query, follow: 'none', last: query.from.count };
  }
}

const WHOLE = { kind: 'fromLine', line: 1 } as const;

const NOWHERE: ReaderPosition = {
  place: STREAM_START satisfies StreamPlace,
  content: null,
  tail: Buffer.alloc(0),
  born: null,
  seen: [],
};
