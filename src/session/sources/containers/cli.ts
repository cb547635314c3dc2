import { toByteString } from '../../../core/bytes.ts';
import type { Overlap } from '../../../core/containers/overlap.ts';
import { wholeLines } from '../../../core/lines.ts';
import type { Query } from '../../../core/query.ts';
import type { Trouble } from '../../../core/trouble.ts';
import type { Connection } from '../../../transport/transport.ts';
import { runScript } from '../../host/remoteScript.ts';
import type { Reading } from '../contract.ts';
import type { Intake } from '../intake.ts';

/** A line prefixed with its timestamp, as `docker logs -t` and `kubectl logs --timestamps` print it. */
const STAMPED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?/;

/** Docker splits lines into pieces of this many bytes, and with `-t` each piece has its own timestamp. */
const PIECE = 16_384;

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

/**
 * Processes lines of a program that timestamps them, and skips those already delivered. One instance serves
 * all runs of a source.
 */
export class StampedLines {
  readonly #reading: Reading;
  readonly #intake: Intake;
  readonly #query: Query;
  /** Starts over for another log. */
  overlap: Overlap;
  readonly #found: (found: Found) => Promise<void>;

  constructor(
    reading: Reading,
    intake: Intake,
    query: Query,
    { overlap, found }: { readonly overlap: Overlap; readonly found: (found: Found) => Promise<void> },
  ) {
    this.#reading = reading;
    this.#intake = intake;
    this.#query = query;
    this.overlap = overlap;
    this.#found = found;
  }

  async run(connection: Connection, { command, log, signal }: StampedRun): Promise<StampedEnd> {
    const { counts } = this.#reading;
    const gate = wholeLines('\n');
    const said: string[] = [];
    let lines = 0;
    const take = async (bytes: Buffer | null): Promise<void> => {
      if (bytes === null) return;
      const fresh: string[] = [];
      for (const line of toByteString(bytes).split('\n').flatMap(wholeLinesOf)) {
        if (line === '') continue;
        const stamp = STAMPED.exec(line)?.[1];
        if (stamp === undefined) {
          if (said.length < MAX_SAID) said.push(line);
          continue;
        }
        lines++;
        const taken = this.overlap.push(stamp, line);
        fresh.push(...taken.lines);
        if (taken.end === 'found' || taken.end === 'gone') {
          if (taken.end === 'gone') await this.#found('gone');
          else await this.#found('found');
        }
      }
      await this.deliver(fresh);
    };
    this.overlap.resume();
    const end = await runScript(connection, {
      command,
      log,
      signal,
      message: line => {
        if (said.length < MAX_SAID) said.push(line);
      },
      output: chunk => {
        counts.bytesReceived += chunk.length;
        return take(gate.push(chunk));
      },
    });
    // A line truncated by a disconnect is complete when it is read again.
    if (end.lost === null && !signal.aborted) {
      const rest = gate.rest();
      if (rest !== null) await take(Buffer.concat([rest, Buffer.from('\n')]));
    }
    return { trouble: end.trouble, said, lines };
  }

  /** Delivers lines that were obtained elsewhere. */
  async deliver(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const shown = lines.map(line => shownLine(line, this.#query));
    await this.#intake.take(Buffer.from(shown.join(''), 'latin1'));
  }
}

const MAX_SAID = 5;

/**
 * A timestamp in the middle of a piece: the engine omitted the newline before it, as Docker's driver `local`
 * does after a split line.
 */
const NEXT_LINE = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /;

/**
 * Returns a line without the timestamps of its later pieces; two lines if the newline between them is
 * missing.
 */
const wholeLinesOf = (line: string): readonly string[] => {
  const stamp = STAMPED.exec(line)?.[0];
  if (stamp === undefined || line.length <= stamp.length + PIECE) return [line];
  let text = line.slice(stamp.length);
  let at = PIECE;
  for (; at < text.length; at += PIECE) {
    const again = STAMPED.exec(text.slice(at, at + 40));
    if (!again) break;
    text = text.slice(0, at) + text.slice(at + again[0].length);
  }
  const last = at - PIECE;
  const next = last > 0 ? NEXT_LINE.exec(text.slice(last)) : null;
  if (!next) return [stamp + text];
  const end = last + next.index;
  return [stamp + text.slice(0, end), ...wholeLinesOf(text.slice(end))];
};

/** Returns the line to show: bare, or with its timestamp. */
const shownLine = (line: string, { bare }: Query): string => {
  const text = line.replace(/\r$/, '');
  return `${bare ? text.replace(STAMPED, '') : text}\n`;
};

/** Formats nanoseconds as `SECONDS.NANOS`. */
export const nanosText = (nanos: bigint): string =>
  `${nanos / 1_000_000_000n}.${String(nanos % 1_000_000_000n).padStart(9, '0')}`;

/** Formats milliseconds as `SECONDS.NANOS`. */
export const millisText = (ms: number): string => nanosText(BigInt(ms) * 1_000_000n);
