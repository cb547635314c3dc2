import type { HistoryPlace } from '../../../core/history/place.ts';
import type { SourceId } from '../../../core/record.ts';
import { recordCost } from '../../../core/store/entry.ts';

/** Tracks the byte offset of each log's oldest buffered line, as long as it can be determined. */
export class BufferStarts {
  /** Bytes of lines that left the buffer since a log was opened; null: they cannot be counted. */
  readonly #left = new Map<SourceId, number | null>();
  #isFiltered = false;

  /** Records that an entry left or moved: its cost in memory reveals the length of its text. */
  left(source: SourceId, cost: number, isMarker: boolean): void {
    const before = this.#left.get(source) ?? (this.#left.has(source) ? null : 0);
    if (before === null) return;
    const bytes = isMarker ? 0 : cost - recordCost(0) + 1;
    this.#left.set(source, this.#isFiltered ? null : before + bytes);
  }

  /** Records that the hosts filter now or did earlier, so some lines were never received. */
  refiltered(): void {
    this.#isFiltered = true;
  }

  /**
   * Records that the log continued in another file or lines are missing: bytes cannot be counted across that.
   */
  broken(source: SourceId): void {
    if (this.#left.has(source)) this.#left.set(source, null);
    else this.#broken.add(source);
  }

  readonly #broken = new Set<SourceId>();

  /** Returns true if the first line read of a log is still the buffer's first. */
  isAtFirst(source: SourceId): boolean {
    return !this.#left.has(source);
  }

  /** Returns the place; null if unknown. `start`: the place of the first line read. */
  of(source: SourceId, start: HistoryPlace): HistoryPlace | null {
    const left = this.#left.get(source);
    if (left === undefined) return start;
    if (left === null || this.#broken.has(source)) return null;
    return { ...start, offset: start.offset + left };
  }
}
