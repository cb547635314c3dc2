import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '../../core/follow/position.ts';
import type { Marker } from '../../core/record.ts';
import { type LogKeys, logKeys, type Naming, type RelayName, relayName } from '../../core/relay/names.ts';
import type { Trouble } from '../../core/trouble.ts';
import { onAbort } from '../../session/abort.ts';
import type { SourceSink, SourceState } from '../../session/events.ts';
import type { PositionBook } from '../../session/host/positionBook.ts';
import type { Reading, SourceKind } from '../../session/sources/contract.ts';
import { placeSince } from '../hub/bisect.ts';
import { type LogCondition, writeDirectory } from '../hub/directory.ts';
import type { Hub } from '../hub/hub.ts';
import { adviceOf, type HubError, hubErrorOf } from '../hub/hubError.ts';
import { acquireLease, isLeaseFree, releaseLease, renewLease, type Taken } from '../hub/lease.ts';
import { type Checkpoint, LogPublisher } from './logPublisher.ts';
import type { Relays } from './relays.ts';
import { positionAt } from './savedPlace.ts';

export interface PublishOptions {
  readonly hub: Hub;
  /** The unique name of this relay. */
  readonly relay: string;
  readonly relays: Relays;
  readonly naming: Naming;
  readonly leaseMs: number;
  readonly keepBytes: number;
  /** How long entries are kept; null: as long as there is space. */
  readonly keepMs: number | null;
  readonly now: () => number;
  /** Reports something about a log to the relay's operator. */
  readonly report: (log: string, text: string) => void;
}

/** The keys of an unpublished log expire after this long, in milliseconds. */
const FORGET_MS = 7 * 24 * 3600 * 1000;

/** Time limit for appending what was read when a log is handed over or the relay stops, in milliseconds. */
const DRAIN_MS = 5_000;

/** After its host was unreachable for this long, a log is left to other relays; and for how long, in milliseconds. */
const UNREACHED_MS = 30_000;
const LEFT_MS = 120_000;

/** Number of remembered checkpoints, one per renewal, and the maximum age of the newest, in milliseconds. */
const CHECKPOINTS = 8;
const FRESH_MS = 60_000;

/** Minimum interval between trims by age, in milliseconds. */
const TRIM_MS = 60_000;

/** Publishes one log while it has the lease, and reads it only then. */
export class OwnedLog {
  readonly name: RelayName;
  readonly #options: PublishOptions;
  readonly #reading: Reading;
  readonly #read: SourceKind['read'];
  readonly #keys: LogKeys;
  readonly #label: string;
  #taken: Taken | null = null;
  #publisher: LogPublisher | null = null;
  /** Stops the current reading. */
  #leave = new AbortController();
  #condition: LogCondition = 'waiting';
  #detail: string | null = null;
  #unreachedSince: number | null = null;
  /** Until then, other relays go first (by our clock). */
  #leftUntil = 0;
  #nextTrim = 0;
  #lastReport = '';
  /** Recent checkpoints, the oldest first, with their times. */
  #checkpoints: { readonly at: number; readonly checkpoint: Checkpoint }[] = [];

  constructor(options: PublishOptions, reading: Reading, read: SourceKind['read']) {
    this.#options = options;
    this.#reading = reading;
    this.#read = read;
    this.name = relayName(reading.source, options.naming);
    this.#keys = logKeys(this.name);
    this.#label = `${this.name.host}:${this.name.log}`;
  }

  get isOurs(): boolean {
    return this.#taken !== null;
  }

  /** Resolves when the source has ended, or when the signal has aborted and everything read is appended. */
  async run(): Promise<Trouble | null> {
    const { signal } = this.#reading;
    while (!signal.aborted) {
      const taken = await this.#acquire();
      if (taken === null) break;
      const trouble = await this.#publish(taken);
      if (trouble !== 'again') return trouble;
    }
    return null;
  }

  /** Renews the lease; called several times within its duration. */
  async renew(): Promise<void> {
    const { hub, leaseMs, relays, relay, now } = this.#options;
    const taken = this.#taken;
    const publisher = this.#publisher;
    if (taken === null || publisher === null) return;
    const wanted = await renewLease(hub, this.#keys, taken.token, { leaseMs, forgetMs: FORGET_MS });
    if (this.#taken !== taken) return;
    if (wanted !== null) {
      publisher.save();
      this.#keepCheckpoint(publisher);
    }
    if (wanted === null) this.#leave.abort('fenced');
    else if (wanted !== '' && wanted !== relay && relays.isAlive(wanted)) this.#leave.abort('wanted');
    else if (this.#isUnreached()) this.#leave.abort('unreached');
    else if (now() >= this.#nextTrim) await this.#trimByAge(publisher);
  }

  /** Publishes the log's state to readers. */
  async describe(): Promise<void> {
    const { hub, relay, now } = this.#options;
    if (this.#taken === null) return;
    const { format, host } = this.#reading.source;
    const entry = {
      condition: this.#condition,
      detail: this.#detail,
      relay,
      at: now(),
      format,
      timezone: host.timezone,
    };
    await writeDirectory(hub, { name: this.name, ...entry });
  }

  /** Waits for the lease; null: the signal aborted. */
  async #acquire(): Promise<Taken | null> {
    const { hub, relay, relays, leaseMs, now } = this.#options;
    const { signal } = this.#reading;
    let wasFree = false;
    while (!signal.aborted) {
      try {
        const isFirst = relays.isOurs(this.name) && now() >= this.#leftUntil;
        const isFree = isFirst || (await isLeaseFree(hub, this.#keys));
        // A log assigned to another relay is taken only if that relay leaves it.
        if (isFirst || (isFree && wasFree) || (isFree && !relays.several)) {
          const taken = await acquireLease(hub, this.#keys, { relay, leaseMs, wants: isFirst });
          if (taken !== null) return taken;
        }
        wasFree = isFree;
        if (!isFirst) this.#reading.context.sink.state(this.#reading.source, { kind: 'waiting' });
      } catch (error) {
        this.#stalled(hubErrorOf(error));
      }
      await sleep(leaseMs / 3, undefined, { signal }).catch(() => undefined);
    }
    return null;
  }

  #keepCheckpoint(publisher: LogPublisher): void {
    const checkpoint = publisher.checkpoint();
    if (checkpoint === null) return;
    this.#checkpoints = [...this.#checkpoints, { at: this.#options.now(), checkpoint }].slice(-CHECKPOINTS);
  }

  /** Returns where to resume if the hub has lost the log completely: early enough for readers that lag. */
  #remembered({ top }: Taken): Checkpoint | null {
    const isFresh = this.#options.now() - (this.#checkpoints.at(-1)?.at ?? 0) < FRESH_MS;
    const oldest = top === null && isFresh ? (this.#checkpoints[0]?.checkpoint ?? null) : null;
    this.#checkpoints = [];
    return oldest;
  }

  async #publish(taken: Taken): Promise<Trouble | null | 'again'> {
    const { hub } = this.#options;
    const { signal } = this.#reading;
    try {
      const checkpoint = this.#remembered(taken);
      const start = checkpoint?.position ?? (await positionAt(hub, this.#keys, taken));
      return await this.#publishFrom(taken, start, checkpoint);
    } catch (error) {
      if (signal.aborted) return null;
      const failure = hubErrorOf(error);
      if (failure !== error) throw error;
      this.#stalled(failure);
      await releaseLease(hub, this.#keys, taken.token).catch(() => undefined);
      await sleep(1000, undefined, { signal }).catch(() => undefined);
      return 'again';
    }
  }

  async #publishFrom(
    taken: Taken,
    start: Position | null,
    checkpoint: Checkpoint | null,
  ): Promise<Trouble | null | 'again'> {
    const { hub, keepBytes, now } = this.#options;
    const { signal, context } = this.#reading;
    const stalled = (failure: HubError | null): void => this.#stalled(failure);
    const publisher = new LogPublisher({
      hub,
      keys: this.#keys,
      taken,
      start,
      checkpoint,
      keepBytes,
      now,
      stalled,
    });
    this.#taken = taken;
    this.#publisher = publisher;
    this.#leave = new AbortController();
    this.#unreachedSince = null;
    const ending = AbortSignal.any([signal, this.#leave.signal, publisher.lost]);
    const cancel = onAbort(ending, () => publisher.letGo());
    try {
      if (start === null && taken.top !== null && taken.position !== null) this.#markUnknown(publisher);
      const pipelineBefore = checkpoint?.pipeline ?? taken.pipeline;
      const positions: PositionBook = {
        resumes: true,
        recall: (_source, pipeline) => {
          const isSame = pipelineBefore === pipeline;
          if (start !== null && !isSame) this.#markUnknown(publisher);
          return isSame ? start : null;
        },
        keep: (_source, pipeline, position) => publisher.follows(pipeline, position),
        cannot: () => {},
      };
      const sink = this.#sink(publisher);
      const trouble = await this.#read({
        ...this.#reading,
        signal: ending,
        context: { ...context, positions, sink },
      });
      if (publisher.lost.aborted || this.#leave.signal.aborted) return 'again';
      await publisher.close(DRAIN_MS);
      this.#set(trouble === null ? 'stopped' : 'failed', trouble?.message ?? null);
      return signal.aborted ? null : trouble;
    } finally {
      await this.#release(publisher, taken).finally(cancel);
    }
  }

  async #release(publisher: LogPublisher, taken: Taken): Promise<void> {
    const { hub, now } = this.#options;
    const isHandedOver = this.#leave.signal.aborted;
    if (publisher.reason !== null)
      this.#say(
        `published by another relay or lost by Redis (${publisher.reason}): continuing from the state in Redis`,
      );
    await publisher.close(publisher.reason === null ? DRAIN_MS : 0);
    if (isHandedOver) this.#leftUntil = now() + (this.#leave.signal.reason === 'unreached' ? LEFT_MS : 0);
    await this.describe().catch(() => undefined);
    this.#taken = null;
    this.#publisher = null;
    if (publisher.reason !== 'fenced')
      await releaseLease(hub, this.#keys, taken.token).catch(() => undefined);
  }

  #sink(publisher: LogPublisher): SourceSink {
    const { sink } = this.#reading.context;
    return {
      opened: () => undefined,
      lines: (_source, chunk) => publisher.lines(chunk),
      marker: (source, marker) => {
        if (isMark(marker)) publisher.mark(marker);
        return sink.marker(source, marker);
      },
      state: (source, state) => {
        this.#observe(state);
        sink.state(source, state);
      },
    };
  }

  #observe(state: SourceState): void {
    switch (state.kind) {
      case 'live':
      case 'stalled':
        this.#unreachedSince = null;
        this.#set('live', null);
        return;
      case 'absent':
        this.#unreachedSince = null;
        this.#set('waiting', 'no such file: waiting for it');
        return;
      case 'retrying':
        this.#unreachedSince ??= this.#options.now();
        this.#set('retrying', state.trouble.message);
        return;
      case 'failed':
        this.#set('failed', state.trouble.message);
        return;
      default:
    }
  }

  #isUnreached(): boolean {
    const { now, relays } = this.#options;
    return relays.several && this.#unreachedSince !== null && now() - this.#unreachedSince > UNREACHED_MS;
  }

  #set(condition: LogCondition, detail: string | null): void {
    if (condition === this.#condition && detail === this.#detail) return;
    this.#condition = condition;
    this.#detail = detail;
    this.describe().catch(() => undefined);
  }

  #markUnknown(publisher: LogPublisher): void {
    const at = this.#options.now();
    const why = 'it was published differently before, and its last position is unknown';
    publisher.mark({ kind: 'gap', at, since: at, bytes: null, why });
  }

  async #trimByAge(publisher: LogPublisher): Promise<void> {
    const { hub, keepMs, now } = this.#options;
    this.#nextTrim = now() + TRIM_MS;
    if (keepMs === null) return;
    const state = await hub.state(this.#keys);
    const place = await placeSince(hub, this.#keys, state, now() - keepMs);
    const before = place ?? state.top;
    if (before !== null) await publisher.trim(before);
  }

  #stalled(failure: HubError | null): void {
    if (failure === null) this.#say('Redis accepts it again');
    else {
      const advice = failure.kind === 'full' ? adviceOf(failure) : null;
      this.#say(`waiting: ${failure.message}${advice === null ? '' : `; ${advice}`}`);
    }
  }

  /** Reports a change. */
  #say(text: string): void {
    if (text === this.#lastReport) return;
    this.#lastReport = text;
    this.#options.report(this.#label, text);
  }
}

/** Selects events that interrupt the continuity of a log; all others concern only the relay. */
const isMark = (marker: Marker): marker is Extract<Marker, { kind: 'rotated' | 'truncated' | 'gap' }> =>
  marker.kind === 'rotated' || marker.kind === 'truncated' || marker.kind === 'gap';
