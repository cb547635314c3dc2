import { setImmediate as nextTurn } from 'node:timers/promises';
import { toByteString } from '../../core/bytes.ts';
import { linesInParts } from '../../core/lines.ts';
import type { LogRecord, Marker, SourceId } from '../../core/record.ts';
import { type Assembler, createAssembler, type PartCollector } from '../../core/records/assemble.ts';
import { type Entry, EntryRecord } from '../../core/records/entryRecord.ts';
import { createMerger, type MergeMode, type Merger } from '../../core/records/merge.ts';
import { type RecordStarts, startsAfter } from '../../core/records/starts.ts';
import type { Source } from '../../core/target.ts';
import type { RecordSink, SourceSink, SourceState } from '../events.ts';
import { BacklogBuffer, type BufferedBatch } from './backlogBuffer.ts';
import { PRINT_PATIENCE } from './patience.ts';
import { MAX_TURN_BYTES, Turns } from './turns.ts';

export interface RecordStageOptions {
  readonly sink: RecordSink;
  /** Null: in order of arrival. */
  readonly merge: MergeMode | null;
  /** True if lines that belong together become one record; false if lines in between may be missing. */
  readonly group: boolean;
  /** The sources are followed: a record is delivered once it has waited long enough for further lines. */
  readonly live: boolean;
  /** How long the newest record of a live source may wait for lines that continue it, in milliseconds. */
  readonly continuationMs?: number;
  /** Size of the consumer's buffer: no more backlog is kept for ordering. */
  readonly bufferBytes?: number;
  readonly zeroTerminated: boolean;
  /** The clock: milliseconds since the epoch. */
  readonly now: () => number;
  /** A host's clock minus ours in milliseconds, once known. */
  readonly skewMs: (source: Source) => number | null;
}

/** Passes records to a consumer of lines, each as one or more terminated lines. */
export const asLines = (sink: SourceSink): RecordSink => {
  const sources = new Map<SourceId, Source>();
  return {
    opened(source) {
      sources.set(source.id, source);
      sink.opened(source);
    },
    marker: (source, marker) => sink.marker(source, marker),
    state: (source, state) => sink.state(source, state),
    async records(batch) {
      for (const { source, text } of batch)
        await sink.lines(sources.get(source)!, Buffer.from(`${text}\n`, 'latin1'));
    },
  };
};

interface OpenSource {
  readonly source: Source;
  readonly assembler: Assembler;
  /** How many entries it has delivered. */
  entries: number;
  /** How many of the assembler's lines somebody has asked for, or are only pieces of lines. */
  counted: number;
}

/**
 * How long the past of live sources waits for that of slower ones, to be put in order with it, in milliseconds.
 * `RTAIL_TEST_BACKLOG_MS` is only for tests that compare whole screens on machines of any speed.
 */
const BACKLOG_MS = Number(process.env['RTAIL_TEST_BACKLOG_MS']) || 1000;
/** How much of it may wait: enough for the last two hundred lines of a thousand sources. */
const BACKLOG_BYTES = 64 * 1024 * 1024;

/**
 * Turns lines into records, and puts them in time order if requested. `end` flushes everything when all
 * sources have ended; a source that fails or ends does not delay the others. In a finite merge, a source is
 * read further only when its earlier records have been placed.
 */
export class RecordStage implements SourceSink {
  readonly copies = true;
  /** Lines become strings at once. */
  readonly borrows = true;
  readonly groups = true;
  readonly #options: RecordStageOptions;
  readonly #merger: Merger | null;
  readonly #sources = new Map<SourceId, OpenSource>();
  /** Sources that delivered more than one turn can process: their next chunk waits for this. */
  readonly #turns = new Turns();
  readonly #waiting = new Map<SourceId, PromiseWithResolvers<void>>();
  #markers: { readonly source: Source; readonly marker: Marker }[] = [];
  readonly #continuationMs: number;
  #backlog: BacklogBuffer;
  #timer: NodeJS.Timeout | undefined;
  /** When lines last arrived. */
  #fed = 0;

  constructor(options: RecordStageOptions) {
    this.#options = options;
    this.#merger = options.merge && createMerger(options.merge);
    this.#continuationMs = options.continuationMs ?? PRINT_PATIENCE.continuationMs;
    this.#backlog = this.#newBacklog();
    if (options.merge?.kind !== 'live') this.#backlog.end();
  }

  opened(source: Source): void {
    const { group, zeroTerminated } = this.#options;
    const assembler = createAssembler({
      source: source.id,
      format: source.format,
      timezone: source.format.timezone ?? source.host.timezone,
      group,
      lineEnd: zeroTerminated ? '\0' : '\n',
    });
    this.#sources.set(source.id, { source, assembler, entries: 0, counted: 0 });
    this.#merger?.open(source.id);
    // Sources that are opened together later on are put in order among themselves in the same way.
    if (this.#backlog.over && this.#options.merge?.kind === 'live') this.#backlog = this.#newBacklog();
    this.#backlog.opened(source.id);
    this.#options.sink.opened(source);
  }

  #newBacklog(): BacklogBuffer {
    const { bufferBytes = BACKLOG_BYTES } = this.#options;
    return new BacklogBuffer(BACKLOG_MS, Math.min(BACKLOG_BYTES, bufferBytes));
  }

  lines(source: Source, chunk: Buffer, starts?: RecordStarts): void | Promise<void> {
    if (chunk.length > MAX_TURN_BYTES || this.#turns.isBusy(source.id))
      return this.#turns.add(source.id, () => this.#inParts(source, chunk, starts));
    return this.#take(source, chunk, starts);
  }

  taken({ id }: Source): number {
    const open = this.#sources.get(id);
    if (open === undefined) return 0;
    const { lines } = open.assembler;
    const more = lines - open.counted;
    open.counted = lines;
    return more;
  }

  /** Splits up work that would otherwise block everything, including ^C. */
  async #inParts(source: Source, chunk: Buffer, starts: RecordStarts = []): Promise<void> {
    const lineEnd = this.#options.zeroTerminated ? '\0' : '\n';
    let left = chunk.length;
    let startsLeft = starts;
    for (const part of linesInParts(chunk, lineEnd, MAX_TURN_BYTES)) {
      left -= part.length;
      // A piece of a line is read like one, but does not count.
      if (left > 0 && part.at(-1) !== lineEnd.charCodeAt(0)) this.#sources.get(source.id)!.counted++;
      const records = this.#assemble(source, part, startsLeft);
      if (startsLeft.length > 0) startsLeft = startsAfter(startsLeft, part.length);
      // Parsing the start of the record and printing it both take time.
      await nextTurn();
      await this.#placeTaken(source.id, records);
      await nextTurn();
    }
  }

  #take(source: Source, chunk: Buffer, starts: RecordStarts | undefined): void | Promise<void> {
    const { sink } = this.#options;
    if (this.#merger === null && sink.run !== undefined)
      return this.#takeRuns(source, chunk, starts, sink.run);
    return this.#placeTaken(source.id, this.#assemble(source, chunk, starts));
  }

  /** Passes records on at once, as there is no order to wait for. */
  #takeRuns(
    source: Source,
    chunk: Buffer,
    starts: RecordStarts | undefined,
    run: NonNullable<RecordSink['run']>,
  ): void | Promise<void> {
    const { now, sink } = this.#options;
    this.#fed = now();
    let taken: Promise<void> | null = null;
    const took = (one: void | Promise<void>): void => {
      if (one) taken = one;
    };
    const parts: PartCollector = {
      run: (before, found) => took(run(before, found)),
      rest: records => took(sink.records(records)),
    };
    this.#sources.get(source.id)!.assembler.pushInRuns(chunk, this.#fed, parts, starts);
    this.#schedule();
    return taken ?? undefined;
  }

  #assemble(source: Source, chunk: Buffer, starts?: RecordStarts): LogRecord[] {
    this.#fed = this.#options.now();
    this.#merger?.open(source.id, this.#options.skewMs(source) ?? 0);
    return this.#sources.get(source.id)!.assembler.push(toByteString(chunk), this.#fed, starts);
  }

  #placeTaken(id: SourceId, records: readonly LogRecord[]): void | Promise<void> {
    const placed = this.#place(id, records);
    this.#schedule();
    return placed;
  }

  entries(source: Source, entries: readonly Entry[]): void | Promise<void> {
    return this.#turns.run(source.id, () => this.#takeEntries(source, entries));
  }

  #takeEntries({ id }: Source, entries: readonly Entry[]): void | Promise<void> {
    const received = this.#options.now();
    this.#fed = received;
    const known = this.#sources.get(id)!;
    const records = entries.map(
      entry => new EntryRecord(entry, { source: id, seq: ++known.entries, received }),
    );
    // Their times come from the host's journal, so they are already in that host's order.
    this.#merger?.open(id, this.#options.skewMs(known.source) ?? 0);
    const placed = this.#place(id, records);
    this.#schedule();
    return placed;
  }

  /** A marker stays behind the records that came before it. */
  marker(source: Source, marker: Marker): void | Promise<void> {
    return this.#turns.run(source.id, () => this.#mark(source, marker));
  }

  #mark(source: Source, marker: Marker): void | Promise<void> {
    const rest = this.#sources.get(source.id)?.assembler.flush() ?? [];
    if (rest.length > 0) void this.#deliver(this.#order(source.id, rest));
    if (!this.#holds(source.id)) return this.#options.sink.marker(source, marker);
    this.#markers.push({ source, marker });
    this.#schedule();
    return undefined;
  }

  state(source: Source, state: SourceState): void {
    void this.#turns.run(source.id, () => this.#setState(source, state));
  }

  #setState(source: Source, state: SourceState): void {
    if (state.kind === 'done' || state.kind === 'failed') this.#ended(source.id);
    else if (state.kind === 'absent') this.#backlog.gone(source.id);
    // A glob whose files are not known yet: their records may be the earliest.
    else if (!this.#sources.has(source.id)) this.#merger?.open(source.id);
    this.#options.sink.state(source, state);
  }

  /** Everything delivered so far was dropped, so no new record can be late. */
  forget(): void {
    this.#merger?.forget();
  }

  /** Flushes what is left when all sources have ended. */
  async end(): Promise<void> {
    await this.#turns.allDone();
    clearTimeout(this.#timer);
    await this.#deliver(this.#ordered(this.#backlog.end()));
    for (const id of this.#sources.keys()) this.#ended(id);
    await this.#deliver(this.#merger?.flush() ?? []);
    clearTimeout(this.#timer);
  }

  #ended(id: SourceId): void {
    this.#backlog.gone(id);
    const rest = this.#sources.get(id)?.assembler.flush() ?? [];
    const placed = rest.length === 0 ? [] : this.#order(id, rest);
    void this.#deliver([...placed, ...(this.#merger?.end(id, this.#options.now()) ?? [])]);
  }

  #place(id: SourceId, records: readonly LogRecord[]): void | Promise<void> {
    const taken = this.#deliver(this.#order(id, records));
    if (this.#options.merge?.kind !== 'finite' || !this.#holds(id)) return taken;
    const place = this.#waiting.get(id) ?? Promise.withResolvers<void>();
    this.#waiting.set(id, place);
    return place.promise;
  }

  /** Takes a source's next records; returns those of any source that have been placed. */
  #order(id: SourceId, records: readonly LogRecord[]): readonly LogRecord[] {
    const now = this.#options.now();
    if (this.#merger === null) return records;
    if (!this.#backlog.isFor(id)) return this.#merger.push(id, records, now);
    this.#backlog.take(id, records, now);
    return this.#ordered(this.#backlog.release(now));
  }

  #ordered(batches: readonly BufferedBatch[]): readonly LogRecord[] {
    const now = this.#options.now();
    for (const { id, records } of batches) this.#merger?.add(id, records, now);
    return batches.length === 0 ? [] : (this.#merger?.tick(now) ?? []);
  }

  /** Returns true if records of this source have not been placed yet. */
  #holds(id: SourceId): boolean {
    return this.#merger !== null && (this.#backlog.holds(id) || this.#merger.holds(id) > 0);
  }

  #deliver(records: readonly LogRecord[]): void | Promise<void> {
    const taken = records.length === 0 ? undefined : this.#options.sink.records(records);
    const release = (): void => {
      this.#giveMarkers();
      for (const [id, place] of this.#waiting) {
        if (this.#holds(id)) continue;
        this.#waiting.delete(id);
        place.resolve();
      }
    };
    if (!taken) {
      release();
      return undefined;
    }
    return taken.then(release);
  }

  /** The sources whose records were all delivered. */
  #giveMarkers(): void {
    if (this.#markers.length === 0) return;
    const markers = this.#markers;
    this.#markers = [];
    for (const held of markers) {
      if (this.#holds(held.source.id)) this.#markers.push(held);
      else void this.#options.sink.marker(held.source, held.marker);
    }
  }

  /**
   * When live: wakes up when a buffered record is due, or an unfinished one has waited long enough for
   * further lines.
   */
  #schedule(): void {
    // The backlogs may be complete earlier than the deadline.
    if (!this.#options.live || (this.#timer !== undefined && this.#backlog.over)) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { group, now } = this.#options;
    const due = [this.#merger?.nextTick() ?? null, this.#backlog.due].filter(at => at !== null);
    const waits = [...due.map(at => at - now()), ...(group ? [this.#continuationMs] : [])];
    if (waits.length > 0) this.#timer = setTimeout(() => this.#wake(), Math.max(1, Math.min(...waits)));
  }

  #wake(): void {
    this.#timer = undefined;
    const now = this.#options.now();
    for (const [id, { assembler }] of this.#sources) {
      const expired = assembler.expire(now, this.#continuationMs);
      if (expired.length > 0) void this.#deliver(this.#order(id, expired));
    }
    void this.#deliver(this.#ordered(this.#backlog.release(now)));
    void this.#deliver(this.#merger?.tick(now) ?? []);
    const waits = this.#merger?.nextTick() != null || this.#backlog.due !== null;
    if (waits || now - this.#fed <= this.#continuationMs) this.#schedule();
  }
}
