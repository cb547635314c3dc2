import type { Marker } from '../core/record.ts';
import type { Reading } from '../session/sources/contract.ts';
import { Intake } from '../session/sources/intake.ts';

/** The messages of one source, on their way to where they are read. */
export class Feed {
  readonly #over = Promise.withResolvers<void>();
  #reading: Reading | null = null;
  #intake: Intake | null = null;
  #waiting: Buffer[] = [];

  /** Reads what the feed is given until the signal aborts, the feed is ended or no more is wanted. */
  readonly read = async (reading: Reading): Promise<null> => {
    const { context, source, signal } = reading;
    const over = Promise.withResolvers<void>();
    this.#reading = reading;
    this.#intake = new Intake(reading);
    context.started?.(source, 'syslog messages are sent once');
    context.sink.state(source, { kind: 'live' });
    signal.addEventListener('abort', () => over.resolve(), { once: true });
    if (signal.aborted) over.resolve();
    this.#satisfied = over.resolve;
    await Promise.race([over.promise, this.#over.promise]);
    const intake = this.#intake;
    this.#intake = null;
    await intake.end();
    return null;
  };
  #satisfied: () => void = () => {};

  /** Adds a message, which is delivered with the next flush. */
  add(bytes: Buffer): void {
    if (this.#intake) this.#waiting.push(bytes, this.#intake.lineEnd);
  }

  /** Delivers what was added; resolves when it was taken. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const lines = Buffer.concat(this.#waiting);
    this.#waiting = [];
    const intake = this.#intake;
    if (!intake) return;
    await intake.take(lines);
    if (intake.satisfied) this.#satisfied();
  }

  async mark(marker: Marker): Promise<void> {
    if (this.#intake) await this.#reading?.context.sink.marker(this.#reading.source, marker);
  }

  /** No more will come. */
  end(): void {
    this.#over.resolve();
  }
}
