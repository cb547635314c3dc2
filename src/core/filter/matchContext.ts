import type { ByteString } from '../bytes.ts';
import type { LineEnd } from '../lines.ts';
import type { Query } from '../query.ts';
import { MAX_HELD } from './limit.ts';
import { lineTest } from './select.ts';
import type { LineStep, LocalFilter } from './step.ts';

/** Returns true if limits count matches and each is printed with its context, as in `grep -m N -C K`. */
export const countsMatches = ({ grep, exclude, before, after, record }: Query): boolean =>
  grep.length + exclude.length > 0 && before + after > 0 && !record;

/** The separator between groups of context. */
const APART = '--';

/**
 * Returns the maximum number of lines of grep's output that contain its last `count` matches with their
 * context.
 */
export const linesAround = (count: number, { before, after }: LocalFilter): number =>
  count * (before + after + 2);

interface Kept {
  readonly text: ByteString;
  readonly isMatch: boolean;
  /** True if lines before it were left out. */
  readonly apart: boolean;
}

/**
 * Keeps the last `count` matches with their context: of all lines or, if `numbered`, of lines that a grep has
 * selected with context and numbered.
 */
export const lastMatches = (local: LocalFilter, count: number, separator: LineEnd): LineStep => {
  const matches = lineTest(local, separator);
  const { before, after, numbered = false } = local;
  const kept: Kept[] = [];
  /** Lines that may become context before the next match. */
  let recent: ByteString[] = [];
  let apart = false;
  let trailing = 0;
  let bytes = 0;
  let found = 0;
  let dropped = 0;

  const keep = (text: ByteString, isMatch: boolean): void => {
    kept.push({ text, isMatch, apart: apart && kept.length > 0 });
    apart = false;
    bytes += text.length;
    if (isMatch) found++;
  };

  const takeRaw = (text: ByteString, isMatch: boolean): void => {
    if (isMatch) {
      for (const line of recent) keep(line, false);
      recent = [];
      keep(text, true);
      trailing = after;
    } else if (trailing > 0) {
      trailing--;
      keep(text, false);
    } else {
      recent.push(text);
      if (recent.length > before) {
        recent.shift();
        apart = true;
      }
    }
  };

  /** The number of the last line. */
  let number = 0;

  /** Parses `12:a match`, `13-its context`; a line without a number separates groups. */
  const takeNumbered = (line: ByteString): void => {
    const [head, mark] = /^\d+([:-])/.exec(line) ?? [];
    if (head === undefined) return;
    const own = Number.parseInt(head, 10);
    apart = own !== number + 1;
    number = own;
    keep(line.slice(head.length) + separator, mark === ':');
  };

  /** Index of the first line that is still needed. */
  const start = (): number => {
    if (count === 0) return kept.length;
    let at = kept.length;
    for (let left = count; left > 0 && at > 0; ) if (kept[--at]!.isMatch) left--;
    let first = at;
    while (first > 0 && at - first < before && !kept[first]!.apart) first--;
    return first;
  };

  const forget = (lines: number): void => {
    for (const { text, isMatch } of kept.splice(0, lines)) {
      bytes -= text.length;
      if (isMatch) found--;
    }
  };

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const newline = chunk.indexOf(separator, at);
        const end = newline < 0 ? chunk.length : newline + 1;
        const line = chunk.slice(at, newline < 0 ? end : newline);
        if (numbered) takeNumbered(line);
        else takeRaw(line + separator, matches(line));
        at = end;
      }
      if (found > 2 * count + 100) forget(start());
      while (bytes > MAX_HELD && kept.length > 1) {
        dropped += kept[0]!.text.length;
        forget(1);
      }
      return '';
    },
    end() {
      forget(start());
      const text = kept
        .map((line, index) => `${line.apart && index > 0 ? `${APART}\n` : ''}${line.text}`)
        .join('');
      kept.length = 0;
      return text;
    },
    done: count === 0,
    get dropped() {
      return dropped;
    },
  };
};

/** Counts matches over several sources, each with the context that grep printed around it. */
export class MatchBudget {
  readonly #matches: (line: ByteString) => boolean;
  readonly #after: number;
  readonly #sources = new Map<number, { trailing: number; held: ByteString[] }>();
  #left: number;

  constructor(local: LocalFilter, count: number) {
    this.#matches = lineTest(local, '\n');
    this.#after = local.after;
    this.#left = count;
  }

  /** True once all matches have arrived, with their context. */
  get full(): boolean {
    return this.#left === 0 && [...this.#sources.values()].every(({ trailing }) => trailing === 0);
  }

  /**
   * Takes the next line of a source (without its terminator); returns how many of the buffered lines, up to
   * this one, to print.
   */
  take(source: number, line: ByteString): number {
    const state = this.#sources.get(source) ?? { trailing: 0, held: [] };
    this.#sources.set(source, state);
    state.held.push(line);
    const isMatch = this.#matches(line);
    if (isMatch && this.#left > 0) {
      this.#left--;
      state.trailing = this.#after;
    } else if (state.trailing > 0) state.trailing--;
    else return 0;
    const count = state.held.length;
    state.held = [];
    return count;
  }

  /** Ends a source: no more context follows. */
  end(source: number): void {
    this.#sources.delete(source);
  }
}
