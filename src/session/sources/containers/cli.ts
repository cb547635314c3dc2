import type { ByteString } from '../../../core/bytes.ts';
import type { Overlap } from '../../../core/containers/overlap.ts';
import type { Query } from '../../../core/query.ts';
import type { Trouble } from '../../../core/trouble.ts';
import type { Connection } from '../../../transport/transport.ts';
import { runScript } from '../../host/remoteScript.ts';
import type { Reading } from '../contract.ts';
import type { Intake } from '../intake.ts';
import { type Form, headOf, type StampedLine, stampedReader } from './stampedReader.ts';

export interface StampedRun {
  readonly command: string;
  readonly log: string;
  readonly signal: AbortSignal;
}

/** How a run of timestamped lines ended. `said`: lines without a timestamp, which are messages. */
export interface StampedEnd {
  readonly trouble: Trouble | null;
  readonly said: readonly string[];
  readonly lines: number;
}

/** Result of looking for the overlap: nothing was lost, or the last lines read are no longer in the log. */
export type Found = 'found' | 'gone';

export interface StampedOptions {
  readonly overlap: Overlap;
  readonly found: (found: Found) => Promise<void>;
  /** Default: lines. */
  readonly form?: Form;
}

/**
 * Processes lines of a program that timestamps them, and skips those already delivered. One instance serves
 * all runs of a source.
 */
export class StampedLines {
  readonly #reading: Reading;
  readonly #intake: Intake;
  readonly #query: Query;
  readonly #form: Form;
  /** Starts over for another log. */
  overlap: Overlap;
  readonly #found: (found: Found) => Promise<void>;

  constructor(
    reading: Reading,
    intake: Intake,
    query: Query,
    { overlap, found, form = 'lines' }: StampedOptions,
  ) {
    this.#reading = reading;
    this.#intake = intake;
    this.#query = query;
    this.#form = form;
    this.overlap = overlap;
    this.#found = found;
  }

  async run(connection: Connection, { command, log, signal }: StampedRun): Promise<StampedEnd> {
    const { counts } = this.#reading;
    const said: string[] = [];
    const say = (line: string): void => {
      if (said.length < MAX_SAID) said.push(line);
    };
    let lines = 0;
    const take = async (read: readonly StampedLine[]): Promise<void> => {
      const fresh: ByteString[] = [];
      for (const { stamp, line } of read) {
        if (stamp === null) {
          say(line);
          continue;
        }
        lines++;
        const taken = this.overlap.push(stamp, line);
        fresh.push(...taken.lines);
        if (taken.end === 'found' || taken.end === 'gone') await this.#found(taken.end);
      }
      const bytes = await this.deliver(fresh);
      // They were already counted as they arrived.
      counts.bytesReceived -= bytes;
    };
    const reader = stampedReader(this.#form);
    this.overlap.resume();
    const end = await runScript(connection, {
      command,
      log,
      signal,
      message: say,
      output: chunk => {
        counts.bytesReceived += chunk.length;
        return take(reader.push(chunk));
      },
    });
    // A line truncated by a disconnect is complete when it is read again.
    if (end.lost === null && !signal.aborted) await take(reader.flush());
    return { trouble: end.trouble, said, lines };
  }

  /** Delivers lines, which may come from elsewhere; returns their size in bytes. */
  async deliver(lines: readonly string[]): Promise<number> {
    if (lines.length === 0) return 0;
    const head = headOf(this.#form);
    const shown = lines.map(line => {
      const text = line.replace(/\r$/, '');
      return `${this.#query.bare ? text.replace(head, '') : text}\n`;
    });
    const bytes = Buffer.from(shown.join(''), 'latin1');
    await this.#intake.take(bytes);
    return bytes.length;
  }
}

const MAX_SAID = 5;

/** Formats nanoseconds as `SECONDS.NANOS`. */
export const nanosText = (nanos: bigint): string =>
  `${nanos / 1_000_000_000n}.${String(nanos % 1_000_000_000n).padStart(9, '0')}`;

/** Formats milliseconds as `SECONDS.NANOS`. */
export const millisText = (ms: number): string => nanosText(BigInt(ms) * 1_000_000n);
