import type { LogRecord, SourceId } from '../../core/record.ts';
import { entryCost } from '../../core/store/entry.ts';

/** What a source brought while others were still awaited. */
export interface BufferedBatch {
  readonly id: SourceId;
  readonly records: readonly LogRecord[];
}

/** How long nothing may have come for the past to be taken as complete, in milliseconds. */
const QUIET_MS = 50;

/**
 * The beginning of a live merge, or of sources that join it together: what they bring of their past is kept until each has brought some, so that it can
 * be put in order before any of it is shown; but no longer than `waitMs` from the first of it, so that a slow host holds nobody up for long,
 * and no more of it than `mostBytes` (as `entryCost` counts), so that one that brings all of a huge log does not fill the memory.
 */
export class BacklogBuffer {
  readonly #waitMs: number;
  readonly #mostBytes: number;
  readonly #awaited = new Set<SourceId>();
  readonly #members = new Set<SourceId>();
  #kept: BufferedBatch[] = [];
  #first: number | null = null;
  #latest = 0;
  #bytes = 0;
  #over = false;

  constructor(waitMs: number, mostBytes: number) {
    this.#waitMs = waitMs;
    this.#mostBytes = mostBytes;
  }

  /** True once all was given: nothing is kept any more. */
  get over(): boolean {
    return this.#over;
  }

  opened(id: SourceId): void {
    if (this.#over) return;
    this.#awaited.add(id);
    this.#members.add(id);
  }

  /** Whether what this source brings is kept for now. */
  isFor(id: SourceId): boolean {
    return !this.#over && this.#members.has(id);
  }

  /** Nothing more is to be expected of this source: it has failed, or ended. */
  gone(id: SourceId): void {
    this.#awaited.delete(id);
  }

  take(id: SourceId, records: readonly LogRecord[], now: number): void {
    this.#awaited.delete(id);
    this.#first ??= now;
    this.#latest = now;
    for (const record of records) this.#bytes += entryCost(record);
    this.#kept.push({ id, records });
  }

  /** Whether something of this source is kept. */
  holds(id: SourceId): boolean {
    return this.#kept.some(batch => batch.id === id);
  }

  /** When `release` may next give something: milliseconds since the epoch; null while nothing is kept. */
  get due(): number | null {
    if (this.#over || this.#first === null) return null;
    if (this.#bytes > this.#mostBytes) return this.#latest;
    const end = this.#first + this.#waitMs;
    return this.#awaited.size > 0 ? end : Math.min(end, this.#latest + QUIET_MS);
  }

  /** All that was kept, in the order it came, once nobody is awaited any more or the time is up; until then nothing. */
  release(now: number): readonly BufferedBatch[] {
    if (this.due === null || now < this.due) return [];
    return this.end();
  }

  /** All that is kept, whoever is awaited. */
  end(): readonly BufferedBatch[] {
    const kept = this.#kept;
    this.#kept = [];
    this.#over = true;
    return kept;
  }
}
