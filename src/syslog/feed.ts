import type { Marker } from '../core/record.ts';
import type { Reading } from '../session/sources/contract.ts';
import { Intake } from '../session/sources/intake.ts';

/** Maximum number of bytes buffered for a source that is not being read yet: a relay may have to wait for its turn. */
const MAX_WAITING = 1024 * 1024;

/** The messages of one source, on their way to its reader. */
export class Feed {
  readonly #over = Promise.withResolvers<void>();
  #reading: Reading | null = null;
  #intake: Intake | null = null;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** The number of messages dropped for lack of space, and since when. */
  #dropped = { count: 0, since: 0 };
  #isClosed = false;
  /** Serialises deliveries. */
  #turn: Promise<void> = Promise.resolve();

  /** Reads the feed's messages until the signal aborts, the feed ends or no more is wanted. */
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

  /** Adds a message, to be delivered by the next flush, or once the source is read. */
  add(bytes: Buffer): void {
    if (this.#isClosed) return;
    if (!this.#intake && this.#waitingBytes > MAX_WAITING) {
      if (this.#dropped.count++ === 0) this.#dropped.since = Date.now();
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  /** Delivers what was added; resolves when it was accepted. */
  flush(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#deliver());
    return this.#turn;
  }

  async #deliver(): Promise<void> {
    const intake = this.#intake;
    if (!intake || this.#waiting.length === 0) return;
    const lines = this.#joined(intake.lineEnd);
    this.#waiting = [];
    this.#waitingBytes = 0;
    await intake.take(lines);
    if (intake.satisfied) this.#satisfied();
  }

  /** Returns the waiting messages, each with a line end. */
  #joined(lineEnd: Buffer): Buffer {
    const lines = Buffer.allocUnsafe(this.#waitingBytes + this.#waiting.length * lineEnd.length);
    let at = 0;
    for (const bytes of this.#waiting) {
      lines.set(bytes, at);
      at += bytes.length;
      lines.set(lineEnd, at);
      at += lineEnd.length;
    }
    return lines;
  }

  /** Stops the reading: further messages are discarded. */
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

  /** Ends the feed: no more messages will arrive. */
  end(): void {
    this.#over.resolve();
  }
}
