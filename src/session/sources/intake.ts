import type { Query } from '../../core/query.ts';
import { wholeFilter } from '../../pushdown/filter/filterStages.ts';
import { Delivery } from '../host/delivery.ts';
import { filterOf } from '../host/requery.ts';
import type { Reading } from './contract.ts';
import { noteFields } from './firstLines.ts';

/**
 * Processes a source's lines if no host filters them: applies the whole query except its starting point,
 * counts, and delivers. While following, it adopts a changed filter between whole lines.
 */
export class Intake {
  readonly #reading: Reading;
  readonly #unlisten: (() => void) | undefined;
  #delivery: Delivery;
  #next: Query | null = null;

  constructor(reading: Reading) {
    this.#reading = reading;
    const { query, requery } = reading.context;
    this.#delivery = this.#open(query);
    if (query.follow !== 'none')
      this.#unlisten = requery?.listen(next => {
        this.#next = { ...query, ...filterOf(next) };
      });
  }

  /** The terminator of each line. */
  get lineEnd(): Buffer {
    return this.#reading.context.query.zeroTerminated ? NUL : NEWLINE;
  }

  /** True once no further line can pass, so that the source may end. */
  get satisfied(): boolean {
    return this.#delivery.satisfied;
  }

  /** Takes whole terminated lines; resolves when the sink has consumed them. Do not read more before that. */
  async take(lines: Buffer): Promise<void> {
    if (this.#next) {
      await this.#delivery.end();
      this.#delivery = this.#open(this.#next);
      this.#next = null;
    }
    const { source, context } = this.#reading;
    if (context.fields?.awaits(source)) noteFields(source, context, lines);
    await this.#delivery.take(lines);
  }

  /** Ends the source and delivers buffered lines. */
  async end(): Promise<void> {
    this.#unlisten?.();
    await this.#delivery.end();
  }

  #open(query: Query): Delivery {
    const { source, counts, context } = this.#reading;
    const { sink, elapsed, now } = context;
    const { zeroTerminated } = query;
    return new Delivery({ source, local: wholeFilter(query), zeroTerminated, sink, counts, elapsed, now });
  }
}

const NEWLINE = Buffer.from('\n');
const NUL = Buffer.from('\0');
