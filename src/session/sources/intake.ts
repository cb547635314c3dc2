import type { Wrapped } from '../../core/filter/step.ts';
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
  #query: Query;
  #wrapped: Wrapped | null = null;

  constructor(reading: Reading) {
    this.#reading = reading;
    const { query, requery } = reading.context;
    this.#query = query;
    this.#delivery = this.#open(query);
    if (query.follow !== 'none')
      this.#unlisten = requery?.listen(next => {
        this.#next = { ...query, ...filterOf(next) };
      });
  }

  /** Sets the head that each line has from now on; it is removed if only the text is requested. */
  async wrapped(wrapped: Wrapped): Promise<void> {
    if (wrapped === this.#wrapped || this.#query.bare !== true) return;
    this.#wrapped = wrapped;
    await this.#delivery.end();
    this.#delivery = this.#open(this.#query);
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
      this.#query = this.#next;
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
    const local = { ...wholeFilter(query), ...(this.#wrapped === null ? {} : { unwrap: this.#wrapped }) };
    return new Delivery({ source, local, zeroTerminated, sink, counts, elapsed, now });
  }
}

const NEWLINE = Buffer.from('\n');
const NUL = Buffer.from('\0');
