import type { ByteString } from '../../../core/bytes.ts';
import type { Continuation } from '../../../core/containers/overlap.ts';
import type { ReadFrom } from '../../../core/query.ts';
import type { Trouble } from '../../../core/trouble.ts';
import { unescapeLine } from '../../../pushdown/containers/canonical.ts';
import { COUNT, FOUND, GONE } from '../../../pushdown/containers/select.ts';
import type { Connection } from '../../../transport/transport.ts';
import { runScript } from '../../host/remoteScript.ts';
import type { Reading } from '../contract.ts';
import type { Intake } from '../intake.ts';
import { type Form, type StampedLine, selectedReader, stampedReader } from './stampedReader.ts';

export interface StampedRun {
  readonly command: string;
  readonly log: string;
  readonly signal: AbortSignal;
  /** The host selects lines, so they are in the form in which it prints selected ones. */
  readonly isSelected?: boolean;
  /** Receives the number of lines so far. */
  readonly heard?: (lines: number) => void;
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
  readonly overlap: Continuation;
  readonly found: (found: Found) => Promise<void>;
  /** Default: lines. */
  readonly form?: Form;
  /** Number of lines to leave out at the start. Default: none. */
  readonly skip?: number;
}

/**
 * Processes lines of a program that timestamps them, and skips those already delivered. One instance serves
 * all runs of a source.
 */
export class StampedLines {
  readonly #reading: Reading;
  readonly #intake: Intake;
  readonly #form: Form;
  /** Starts over for another log. */
  overlap: Continuation;
  readonly #found: (found: Found) => Promise<void>;
  #skip: number;

  constructor(
    reading: Reading,
    intake: Intake,
    { overlap, found, form = 'lines', skip = 0 }: StampedOptions,
  ) {
    this.#reading = reading;
    this.#intake = intake;
    this.#form = form;
    this.overlap = overlap;
    this.#found = found;
    this.#skip = skip;
  }

  async run(
    connection: Connection,
    { command, log, signal, isSelected = false, heard }: StampedRun,
  ): Promise<StampedEnd> {
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
          if (isSelected && (line === FOUND || line === GONE))
            await this.#found(line === FOUND ? 'found' : 'gone');
          else if (isSelected && COUNTED.test(line)) this.#count(Number(line.slice(COUNT.length)));
          else say(line);
          continue;
        }
        lines++;
        const taken = this.overlap.push(stamp, line);
        fresh.push(...taken.lines);
        if (taken.end === 'found' || taken.end === 'gone') await this.#found(taken.end);
      }
      this.#skip -= fresh.splice(0, this.#skip).length;
      const bytes = await this.deliver(isSelected ? fresh.map(unescapeLine) : fresh);
      heard?.(lines);
      // They were already counted as they arrived.
      counts.bytesReceived -= bytes;
    };
    const reader = isSelected ? selectedReader() : stampedReader(this.#form);
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

  /** Passes on the number of lines that the host has counted. */
  #count(lines: number): void {
    const { source, context, counts } = this.#reading;
    if (lines > 0) counts.firstLineMs ??= context.elapsed();
    counts.lines += lines;
    context.sink.counted?.(source, { kind: 'lines', lines });
  }

  /** Delivers lines, which may come from elsewhere; returns their size in bytes. */
  async deliver(lines: readonly string[]): Promise<number> {
    if (lines.length === 0) return 0;
    await this.#intake.wrapped(this.#form === 'lines' ? 'stamped' : 'cri');
    const bytes = Buffer.from(lines.map(line => `${line.replace(/\r$/, '')}\n`).join(''), 'latin1');
    await this.#intake.take(bytes);
    return bytes.length;
  }
}

const MAX_SAID = 5;

const COUNTED = new RegExp(`^${COUNT}\\d+$`);

/** Returns how many lines of a log to leave out before the requested ones. */
export const skippedLines = (from: ReadFrom): number =>
  from.kind === 'fromLine' ? Math.max(0, from.line - 1) : 0;

/** Formats nanoseconds as `SECONDS.NANOS`. */
export const nanosText = (nanos: bigint): string =>
  `${nanos / 1_000_000_000n}.${String(nanos % 1_000_000_000n).padStart(9, '0')}`;

/** Formats milliseconds as `SECONDS.NANOS`. */
export const millisText = (ms: number): string => nanosText(BigInt(ms) * 1_000_000n);
