import type { LogRecord, SourceId } from '../../core/record.ts';
import { entryCost } from '../../core/store/entry.ts';

/** What a source delivered while others were still pending. */
export interface BufferedBatch {
  readonly id: SourceId;
  readonly records: readonly LogRecord[];
}

/**
 * Silence after which the backlogs count as complete, in milliseconds: as long as the longest pause between two sources'
 * first lines, because hosts or this machine may be slow, but within these bounds.
 */
const MIN_QUIET_MS = 50;
const MAX_QUIET_MS = 200;

/**
 * Buffers the backlogs of sources that start or join a live merge together, until each has delivered some, so
 * that they can be ordered before anything is shown. It waits at most `waitMs` from the first entry, so that
 * a slow host does not delay the others for long, and keeps at most `mostBytes` (as `entryCost` counts), so
 * that a huge log does not fill the memory.
 */
export class BacklogBuffer {
  readonly #waitMs: number;
  readonly #mostBytes: number;
  readonly #awaited = new Set<SourceId>();
  readonly #members = new Set<SourceId>();
  #kept: BufferedBatch[] = [];
  #first: number | null = null;
  #latest = 0;
  #quietMs = MIN_QUIET_MS;
  #bytes = 0;
  #over = false;

  constructor(waitMs: number, mostBytes: number) {
    this.#waitMs = waitMs;
    this.#mostBytes = mostBytes;
  }

  /** True once everything was released: nothing is kept any more. */
  get over(): boolean {
    return this.#over;
  }

  opened(id: SourceId): void {
    if (this.#over) return;
    this.#awaited.add(id);
    this.#members.add(id);
  }

  /** Returns true if entries of this source are kept for now. */
  isFor(id: SourceId): boolean {
    return !this.#over && this.#members.has(id);
  }

  /** Records that a source failed or ended and will deliver nothing more. */
  gone(id: SourceId): void {
    this.#awaited.delete(id);
  }

  take(id: SourceId, records: readonly LogRecord[], now: number): void {
    const isFirst = this.#awaited.delete(id);
    if (isFirst && this.#first !== null)
      this.#quietMs = Math.min(MAX_QUIET_MS, Math.max(this.#quietMs, now - this.#latest));
    this.#first ??= now;
    this.#latest = now;
    for (const record of records) this.#bytes += entryCost(record);
    this.#kept.push({ id, records });
  }

  /** Returns true if entries of this source are being kept. */
  holds(id: SourceId): boolean {
    return this.#kept.some(batch => batch.id === id);
  }

  /** When `release` may next return something: milliseconds since the epoch; null while nothing is kept. */
  get due(): number | null {
    if (this.#over || this.#first === null) return null;
    if (this.#bytes > this.#mostBytes) return this.#latest;
    const end = this.#first + this.#waitMs;
    return this.#awaited.size > 0 ? end : Math.min(end, this.#latest + this.#quietMs);
  }

  /**
   * Returns everything kept, in order of arrival, once no source is pending or the time is up; until then
   * nothing.
   */
  release(now: number): readonly BufferedBatch[] {
    if (this.due === null || now < this.due) return [];
    return this.end();
  }

  /** Returns everything kept, even if sources are pending. */
  end(): readonly BufferedBatch[] {
    const kept = this.#kept;
    this.#kept = [];
    this.#over = true;
    return kept;
  }
}
