import { fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import { byteSize } from '../core/text/quantities.ts';
import { sanitiseLine } from '../core/text/sanitise.ts';
import type { SourceCounts, SourceState } from '../session/events.ts';

/** A terminal to draw on: stderr. */
export type Terminal = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** A line on the terminal that shows the run's progress while there is no other output. */
export interface Progress {
  state(source: Source, state: SourceState): void;
  /** Erases the line before other output; it returns after a quiet period. */
  erase(): void;
  /** Hides the line during a question to the user; returns a function that shows it again. */
  suspend(): () => void;
  /** Erases the line permanently. */
  close(): void;
}

export interface ProgressOptions {
  readonly terminal: Terminal;
  /** False: never draw (there is no terminal, or stdout feeds a program that draws on it, such as a pager). */
  readonly enabled: boolean;
  /** True: show progress while sources are read, not only while connecting; for reads that end. */
  readonly reading: boolean;
  /** Sums over all sources so far. */
  readonly totals?: () => Totals;
}

/** Sums over all sources. */
export interface Totals extends Pick<SourceCounts, 'lines' | 'bytesReceived'> {
  /** Bytes read on the hosts. */
  readonly bytesRead: number;
  /** The size of everything that is read, once known; null: unknown. */
  readonly bytesToRead: number | null;
}

/**
 * Returns true if a progress line is safe: stderr is a terminal that can erase lines, and stdout is that terminal or a
 * file. A pipe may lead to a pager, which draws on the same terminal.
 */
export const progressFits = (
  stdout: { readonly isTTY?: boolean; readonly fd: number },
  stderr: { readonly isTTY?: boolean },
  term: string | undefined,
): boolean =>
  stderr.isTTY === true && term !== 'dumb' && (stdout.isTTY === true || fstatSync(stdout.fd).isFile());

const TICK_MS = 100;

/** Ticks without output before the line appears, so that short runs never flicker. */
const QUIET_TICKS = 3;

/**
 * Draws at most ten times a second, only while `enabled`; otherwise has no timer, and never keeps the process alive.
 */
export const createProgress = (options: ProgressOptions): Progress => {
  const states = new Map<SourceId, { source: Source; state: SourceState }>();
  const { terminal } = options;
  let drawn = '';
  let quiet = 0;
  let suspended = 0;

  const put = (line: string): void => {
    if (line === drawn) return;
    terminal.write(`\r\x1b[K${line}`);
    drawn = line;
  };

  const tick = (): void => {
    quiet++;
    if (quiet < QUIET_TICKS || suspended > 0) return;
    const text = progressText([...states.values()], options);
    put(sanitiseLine(text, { color: false, tabStop: 1 }).slice(0, (terminal.columns || 80) - 1));
  };

  const timer = options.enabled ? setInterval(tick, TICK_MS).unref() : undefined;
  const erase = (): void => {
    quiet = 0;
    put('');
  };

  return {
    state: (source, state) => void states.set(source.id, { source, state }),
    erase,
    suspend() {
      suspended++;
      erase();
      let over = false;
      return () => {
        if (!over) suspended--;
        over = true;
      };
    },
    close() {
      clearInterval(timer);
      erase();
    },
  };
};

/** Returns the line, or an empty text if there is nothing to wait for. */
const progressText = (
  sources: readonly { source: Source; state: SourceState }[],
  options: ProgressOptions,
): string => {
  const of = (...kinds: SourceState['kind'][]) => sources.filter(({ state }) => kinds.includes(state.kind));
  const connecting = of('waiting', 'connecting', 'retrying');
  const live = of('live', 'absent', 'stalled');
  if (connecting.length === 0 && (!options.reading || live.length === 0)) return '';

  const parts: string[] = [];
  const first = connecting[0];
  if (first !== undefined) {
    const { name } = first.source.host;
    const detail =
      first.state.kind === 'connecting' && first.state.detail !== name
        ? `${name}: ${first.state.detail}`
        : name;
    parts.push(`connecting ${sources.length - connecting.length}/${sources.length} (${detail})`);
  } else {
    parts.push(`reading ${live.length} of ${sources.length}`);
  }
  const failed = of('failed').length;
  if (failed > 0) parts.push(`${failed} failed`);
  const totals = options.totals?.();
  if (totals !== undefined && totals.lines > 0)
    parts.push(`${totals.lines} ${totals.lines === 1 ? 'line' : 'lines'}`);
  if (totals !== undefined && totals.bytesReceived > 0)
    parts.push(`${byteSize(totals.bytesReceived)} received`);
  if (totals?.bytesRead) {
    const { bytesRead, bytesToRead } = totals;
    parts.push(
      `${byteSize(bytesRead)}${bytesToRead === null ? '' : ` of ${byteSize(bytesToRead)}`} searched`,
    );
  }
  return parts.join(', ');
};
