import type { HistoryPlace } from '../../../core/history/place.ts';
import type { SourceId } from '../../../core/record.ts';
import { recordCost } from '../../../core/store/entry.ts';

/** Knows at which byte the oldest buffered line of each log lies, as long as that can be told. */
export class BufferStarts {
  /** Bytes of lines that left the buffer since a log was opened; null: they cannot be counted. */
  readonly #left = new Map<SourceId, number | null>();
  #isFiltered = false;

  /** An entry left, or was taken elsewhere: its cost in memory says how long its text was. */
  left(source: SourceId, cost: number, isMarker: boolean): void {
    const before = this.#left.get(source) ?? (this.#left.has(source) ? null : 0);
    if (before === null) return;
    const bytes = isMarker ? 0 : cost - recordCost(0) + 1;
    this.#left.set(source, this.#isFiltered ? null : before + bytes);
  }

  /** The hosts filter, or did: lines that came are not all that there are. */
  refiltered(): void {
    this.#isFiltered = true;
  }

  /** The log went on in another file, or lines are missing: bytes cannot be counted over that. */
  broken(source: SourceId): void {
    if (this.#left.has(source)) this.#left.set(source, null);
    else this.#broken.add(source);
  }

  readonly #broken = new Set<SourceId>();

  /** The place; null where it is not known. `start`: where the first line lies that was read. */
  of(source: SourceId, start: HistoryPlace): HistoryPlace | null {
    const left = this.#left.get(source);
    if (left === undefined) return start;
    if (left === null || this.#broken.has(source)) return null;
    return { ...start, offset: start.offset + left };
  }
}
