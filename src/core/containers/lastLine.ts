import type { ByteString } from '../bytes.ts';
import { type Continuation, type Pushed, stampNanos } from './overlap.ts';

/** How far back to read to find the line again, and how much later a line may come before it, in nanoseconds. */
const BACK = 2_000_000_000n;
const DISORDER = 100_000_000n;

/**
 * The position in a log whose lines a host selects: the last line received. The host looks for it, and continues after
 * it.
 */
export class LastLine implements Continuation {
  readonly #unitNanos: bigint;
  #stamp = '';
  #ordinal = 0;
  last: ByteString | null = null;

  /** `unitMs`: what the log's own reader rounds times down to. */
  constructor({ unitMs = 0 }: { readonly unitMs?: number } = {}) {
    this.#unitNanos = BigInt(unitMs) * 1_000_000n;
  }

  get since(): bigint | null {
    const nanos = stampNanos(this.#stamp);
    if (nanos === null) return null;
    const unit = this.#unitNanos === 0n ? 1n : this.#unitNanos;
    return ((nanos - BACK) / unit) * unit;
  }

  /** The line, and how many like it had the same timestamp; null: none was received yet. */
  get position(): { readonly line: ByteString; readonly ordinal: number; readonly latest: string } | null {
    return this.last === null ? null : { line: this.last, ordinal: this.#ordinal, latest: this.#latest };
  }

  resume(): void {}

  push(stamp: string, line: ByteString): Pushed {
    this.#ordinal = line === this.last ? this.#ordinal + 1 : 1;
    this.#stamp = stamp;
    this.last = line;
    return { lines: [line], end: 'open' };
  }

  /** The start of a timestamp, in the log's own zone, so much later that the last line must have come before it. */
  get #latest(): string {
    const nanos = stampNanos(this.#stamp)!;
    const zone = /([+-])(\d\d):(\d\d)$/.exec(this.#stamp);
    const offsetMs =
      zone === null ? 0 : Number(`${zone[1]}1`) * (Number(zone[2]) * 60 + Number(zone[3])) * 60_000;
    const unit = this.#unitNanos;
    const latest = unit === 0n ? nanos + DISORDER : nanos + unit;
    const text = new Date(Number(latest / 1_000_000n) + offsetMs).toISOString();
    return unit === 0n ? text.slice(0, 23) : text.slice(0, 19);
  }
}
