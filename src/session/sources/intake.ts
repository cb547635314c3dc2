import type { Query } from '../../core/query.ts';
import { wholeFilter } from '../../pushdown/filter/filterStages.ts';
import { Delivery } from '../host/delivery.ts';
import { filterOf } from '../host/requery.ts';
import type { Reading } from './contract.ts';
import { noteFields } from './firstLines.ts';

/**
 * Takes a source's lines where no host filters them: applies the whole query but for where reading starts, counts, and delivers. While it is
 * followed it takes up the filter that a screen changes to, between whole lines.
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

  /** What each line has to end with. */
  get lineEnd(): Buffer {
    return this.#reading.context.query.zeroTerminated ? NUL : NEWLINE;
  }

  /** True once nothing that is still to come can pass: the source may end. */
  get satisfied(): boolean {
    return this.#delivery.satisfied;
  }

  /** Takes whole lines with their ends; resolves when the sink has taken them, and no more should be read before that. */
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

  /** The source has ended: delivers what was held back. */
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
