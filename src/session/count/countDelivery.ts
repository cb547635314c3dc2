import { type ByteString, toByteString } from '../../core/bytes.ts';
import { createLineFilter } from '../../core/filter/filter.ts';
import { type WholeLines, wholeLines } from '../../core/lines.ts';
import { AS_IT_IS, COUNTED } from '../../pushdown/count/countStage.ts';
import type { HostCount } from '../../pushdown/count/splitCount.ts';
import { Delivery, type DeliveryOptions } from '../host/delivery.ts';

/** Number of kinds to collect before they are passed to the sink. */
const MAX_GATHERED = 50_000;

/**
 * Processes what a counting host sends: numbers and kinds of lines go to the sink's `counted`; lines that the
 * host could not count are processed like any line.
 */
export class CountDelivery {
  readonly #options: DeliveryOptions;
  readonly #counted: HostCount;
  readonly #delivery: Delivery;
  readonly #gate: WholeLines = wholeLines('\n');
  #kinds = new Map<ByteString, number>();
  /** In the middle of a line that the host could not count. */
  #isWithin = false;
  /** Output that does not come from the counting awk, such as a message from the shell. */
  #odd = 0;

  constructor(counted: HostCount, options: DeliveryOptions) {
    this.#counted = counted;
    this.#options = options;
    this.#delivery = new Delivery(options);
  }

  get satisfied(): boolean {
    return false;
  }

  take(chunk: Buffer): void | Promise<void> {
    this.#options.counts.bytesReceived += chunk.length;
    const whole = this.#gate.push(chunk);
    return whole === null ? undefined : this.#lines(toByteString(whole));
  }

  async end(): Promise<void> {
    const rest = this.#gate.rest();
    if (rest !== null) await this.#lines(toByteString(rest));
    this.#giveKinds();
    await this.#delivery.end();
    const { sink, source, now } = this.#options;
    if (this.#odd === 0) return;
    const text = `${this.#odd} lines of the host's counts could not be parsed: the counts are incomplete`;
    await sink.marker(source, { kind: 'notice', at: now(), text });
  }

  #lines(text: ByteString): void | Promise<void> {
    let sent = '';
    for (let from = 0; from < text.length; ) {
      const at = text.indexOf('\n', from);
      const end = at < 0 ? text.length : at;
      // A very long line arrives in pieces.
      if (this.#isWithin || (at < 0 && text[from] === AS_IT_IS)) {
        sent += text.slice(this.#isWithin ? from : from + 1, end + 1);
        this.#isWithin = at < 0;
        from = end + 1;
        continue;
      }
      if (this.#counted.what === 'lines') this.#total(text.slice(from, end));
      else if (text[from] === AS_IT_IS) sent += `${text.slice(from + 1, end)}\n`;
      else if (text[from] === COUNTED) this.#kind(text, from + 1, end);
      else this.#odd++;
      from = end + 1;
    }
    if (sent === '') return undefined;
    const lines = Buffer.from(this.#counted.marksNul ? sent.replaceAll('\x01', '\0') : sent, 'latin1');
    // They were already counted as they arrived.
    this.#options.counts.bytesReceived -= lines.length;
    return this.#delivery.take(lines);
  }

  #total(text: ByteString): void {
    const lines = Number(text);
    if (!/^\d+$/.test(text)) this.#odd++;
    else this.#count({ kind: 'lines', lines }, lines);
  }

  #kind(text: ByteString, from: number, end: number): void {
    const blank = text.indexOf(' ', from);
    const count = blank < 0 || blank >= end ? Number.NaN : Number(text.slice(from, blank));
    if (!Number.isSafeInteger(count)) {
      this.#odd++;
      return;
    }
    const line = text.slice(blank + 1, end);
    this.#kinds.set(line, (this.#kinds.get(line) ?? 0) + count);
    if (this.#kinds.size >= MAX_GATHERED) this.#giveKinds();
  }

  #giveKinds(): void {
    const kinds = this.#wanted();
    this.#kinds = new Map();
    if (kinds.size === 0) return;
    this.#count(
      { kind: 'kinds', kinds },
      [...kinds.values()].reduce((sum, count) => sum + count, 0),
    );
  }

  /**
   * Returns the kinds that pass the filter. All lines of a kind pass or none does; patterns cannot be tested
   * on a kind.
   */
  #wanted(): ReadonlyMap<ByteString, number> {
    const { local, source, now } = this.#options;
    if (local === null || this.#kinds.size === 0) return this.#kinds;
    const log = { format: source.format, timezone: source.host.timezone, now };
    const filter = createLineFilter({ ...local, grep: [], exclude: [] }, log);
    if (filter === null) return this.#kinds;
    let passed = '';
    for (const line of this.#kinds.keys()) passed += filter.push(`${line}\n`);
    passed += filter.end();
    const lines = passed === '' ? [] : passed.slice(0, -1).split('\n');
    return new Map(lines.map(line => [line, this.#kinds.get(line)!]));
  }

  #count(counts: Parameters<NonNullable<DeliveryOptions['sink']['counted']>>[1], lines: number): void {
    const { sink, source, counts: totals, elapsed } = this.#options;
    if (lines > 0) totals.firstLineMs ??= elapsed();
    totals.lines += lines;
    sink.counted?.(source, counts);
  }
}
