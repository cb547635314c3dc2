import { type Assembler, createAssembler } from '../core/assemble.ts';
import { toByteString } from '../core/bytes.ts';
import { createMerger, type MergeMode, type Merger } from '../core/merge.ts';
import type { LogRecord, Marker, SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import type { RecordSink, SourceSink } from './events.ts';

export interface RecordStageOptions {
  readonly sink: RecordSink;
  /** Null: in the order of arrival. */
  readonly merge: MergeMode | null;
  /** Lines that belong together become one record; false where lines in between may be missing. */
  readonly group: boolean;
  /** The sources are followed: a record is given when it has waited for its continuation long enough. */
  readonly live: boolean;
  readonly zeroTerminated: boolean;
  /** The clock: milliseconds since the epoch. */
  readonly now: () => number;
  /** A host's clock minus ours in milliseconds, once it is known. */
  readonly skewMs: (source: Source) => number | null;
}

/** Gives records to a consumer of lines, each a line (or several) with its end. */
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

/** How long the newest record of a live source may wait for lines that continue it. */
const CONTINUATION_WAIT_MS = 100;

/**
 * Makes records of lines, and puts them in time order where asked. `end` gives what is held when all sources have ended; a source
 * that fails or is done holds nobody up. In a finite merge a source is read on only when what it gave has found its place.
 */
export class RecordStage implements SourceSink {
  readonly #options: RecordStageOptions;
  readonly #merger: Merger | null;
  readonly #sources = new Map<SourceId, { readonly source: Source; readonly assembler: Assembler }>();
  readonly #waiting = new Map<SourceId, PromiseWithResolvers<void>>();
  #markers: { readonly source: Source; readonly marker: Marker }[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** When lines came last. */
  #fed = 0;

  constructor(options: RecordStageOptions) {
    this.#options = options;
    this.#merger = options.merge && createMerger(options.merge);
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
    this.#sources.set(source.id, { source, assembler });
    this.#merger?.open(source.id);
    this.#options.sink.opened(source);
  }

  lines(source: Source, chunk: Buffer): void | Promise<void> {
    this.#fed = this.#options.now();
    const records = this.#sources.get(source.id)!.assembler.push(toByteString(chunk), this.#fed);
    this.#merger?.open(source.id, this.#options.skewMs(source) ?? 0);
    const placed = this.#place(source.id, records);
    this.#schedule();
    return placed;
  }

  /** A marker stays behind the records that came before it. */
  marker(source: Source, marker: Marker): void | Promise<void> {
    const rest = this.#sources.get(source.id)?.assembler.flush() ?? [];
    if (rest.length > 0) void this.#deliver(this.#merger?.push(source.id, rest, this.#options.now()) ?? rest);
    if (this.#merger === null || this.#merger.holds(source.id) === 0)
      return this.#options.sink.marker(source, marker);
    this.#markers.push({ source, marker });
    this.#schedule();
    return undefined;
  }

  state(source: Source, state: Parameters<SourceSink['state']>[1]): void {
    if (state.kind === 'done' || state.kind === 'failed') this.#ended(source.id);
    // A glob whose files are not known yet: what they hold may come first.
    else if (!this.#sources.has(source.id)) this.#merger?.open(source.id);
    this.#options.sink.state(source, state);
  }

  /** All sources have ended: gives what is still held. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    for (const id of this.#sources.keys()) this.#ended(id);
    await this.#deliver(this.#merger?.flush() ?? []);
    clearTimeout(this.#timer);
  }

  #ended(id: SourceId): void {
    const rest = this.#sources.get(id)?.assembler.flush() ?? [];
    if (this.#merger === null) {
      void this.#deliver(rest);
      return;
    }
    const placed = this.#merger.push(id, rest, this.#options.now());
    void this.#deliver([...placed, ...this.#merger.end(id, this.#options.now())]);
  }

  #place(id: SourceId, records: readonly LogRecord[]): void | Promise<void> {
    if (this.#merger === null) return this.#deliver(records);
    const taken = this.#deliver(this.#merger.push(id, records, this.#options.now()));
    if (this.#options.merge?.kind !== 'finite' || this.#merger.holds(id) === 0) return taken;
    const place = this.#waiting.get(id) ?? Promise.withResolvers<void>();
    this.#waiting.set(id, place);
    return place.promise;
  }

  #deliver(records: readonly LogRecord[]): void | Promise<void> {
    const taken = records.length === 0 ? undefined : this.#options.sink.records(records);
    const release = (): void => {
      this.#giveMarkers();
      for (const [id, place] of this.#waiting) {
        if (this.#merger?.holds(id) !== 0) continue;
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

  /** Those whose records are all given. */
  #giveMarkers(): void {
    if (this.#markers.length === 0) return;
    const markers = this.#markers;
    this.#markers = [];
    for (const held of markers) {
      if (this.#merger?.holds(held.source.id) !== 0) this.#markers.push(held);
      else void this.#options.sink.marker(held.source, held.marker);
    }
  }

  /** Live: wakes when a held record's time has come, or a pending one has waited long enough for its continuation. */
  #schedule(): void {
    if (this.#timer !== undefined || !this.#options.live) return;
    const { group, now } = this.#options;
    const tick = this.#merger?.nextTick() ?? null;
    const waits = [...(tick === null ? [] : [tick - now()]), ...(group ? [CONTINUATION_WAIT_MS] : [])];
    if (waits.length > 0) this.#timer = setTimeout(() => this.#wake(), Math.max(1, Math.min(...waits)));
  }

  #wake(): void {
    this.#timer = undefined;
    const now = this.#options.now();
    for (const [id, { assembler }] of this.#sources) {
      const expired = assembler.expire(now, CONTINUATION_WAIT_MS);
      if (expired.length > 0) void this.#deliver(this.#merger?.push(id, expired, now) ?? expired);
    }
    void this.#deliver(this.#merger?.tick(now) ?? []);
    if (this.#merger?.nextTick() != null || now - this.#fed <= CONTINUATION_WAIT_MS) this.#schedule();
  }
}
