import type { Marker } from '../core/record.ts';
import type { Reading } from '../session/sources/contract.ts';
import { Intake } from '../session/sources/intake.ts';

/** What waits for a source that is not read yet, in bytes: a relay may have to wait for its turn. */
const MAX_WAITING = 1024 * 1024;

/** The messages of one source, on their way to where they are read. */
export class Feed {
  readonly #over = Promise.withResolvers<void>();
  #reading: Reading | null = null;
  #intake: Intake | null = null;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** Messages that there was no room for, since when. */
  #dropped = { count: 0, since: 0 };
  #isClosed = false;
  /** One delivery after the other. */
  #turn: Promise<void> = Promise.resolve();

  /** Reads what the feed is given until the signal aborts, the feed is ended or no more is wanted. */
  readonly read = async (reading: Reading): Promise<null> => {
    const { context, source, signal } = reading;
    const over = Promise.withResolvers<void>();
    this.#reading = reading;
    this.#isClosed = false;
    this.#intake = new Intake(reading);
    context.started?.(source, 'syslog messages are sent once');
    context.sink.state(source, { kind: 'live' });
    signal.addEventListener('abort', () => over.resolve(), { once: true });
    if (signal.aborted) over.resolve();
    this.#satisfied = over.resolve;
    await this.#markDropped();
    await this.flush();
    await Promise.race([over.promise, this.#over.promise]);
    const intake = this.#intake;
    this.#intake = null;
    await intake.end();
    return null;
  };
  #satisfied: () => void = () => {};

  /** Adds a message, which is delivered with the next flush, or once the source is read. */
  add(bytes: Buffer): void {
    if (this.#isClosed) return;
    if (!this.#intake && this.#waitingBytes > MAX_WAITING) {
      if (this.#dropped.count++ === 0) this.#dropped.since = Date.now();
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  /** Delivers what was added; resolves when it was taken. */
  flush(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#deliver());
    return this.#turn;
  }

  async #deliver(): Promise<void> {
    const intake = this.#intake;
    if (!intake || this.#waiting.length === 0) return;
    const lines = Buffer.concat(this.#waiting.flatMap(bytes => [bytes, intake.lineEnd]));
    this.#waiting = [];
    this.#waitingBytes = 0;
    await intake.take(lines);
    if (intake.satisfied) this.#satisfied();
  }

  /** The source is read no more: what comes now is not wanted. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  async #markDropped(): Promise<void> {
    const { count, since } = this.#dropped;
    if (count === 0) return;
    this.#dropped = { count: 0, since: 0 };
    const why = `${count} messages arrived while the source was not being read`;
    await this.mark({ kind: 'gap', at: Date.now(), since, bytes: null, why });
  }

  async mark(marker: Marker): Promise<void> {
    if (this.#intake) await this.#reading?.context.sink.marker(this.#reading.source, marker);
  }

  /** No more will come. */
  end(): void {
    this.#over.resolve();
  }
}
