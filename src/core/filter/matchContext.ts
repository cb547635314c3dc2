import type { ByteString } from '../bytes.ts';
import type { LineEnd } from '../lines.ts';
import type { Query } from '../query.ts';
import { endOf, MAX_HELD, SLACK } from './limit.ts';
import { lineTest, restEnd } from './select.ts';
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

/** A line, as far as it has arrived: of a very long one, only the end is kept. */
interface Line {
  text: ByteString;
  /** Bytes missing at its start. */
  cut: number;
}

interface Kept extends Line {
  readonly isMatch: boolean;
  /** True if lines before it were left out. */
  readonly apart: boolean;
}

/** Bounds what lines take: of the earliest, only the end is kept. */
const bound = (lines: readonly Line[]): void => {
  let over = lines.reduce((sum, { text }) => sum + text.length, 0) - MAX_HELD;
  if (over <= SLACK) return;
  for (const line of lines) {
    const cut = Math.min(Math.max(0, over), line.text.length);
    if (cut === 0) return;
    line.text = endOf(line.text, line.text.length - cut);
    line.cut += cut;
    over -= cut;
  }
};

/**
 * Keeps the last `count` matches with their context: of all lines or, if `numbered`, of lines that a grep has
 * selected with context and numbered.
 */
export const lastMatches = (local: LocalFilter, count: number, separator: LineEnd): LineStep => {
  const matches = lineTest(local, separator);
  const { before, after, numbered = false } = local;
  const kept: Kept[] = [];
  /** Lines that may become context before the next match. */
  let recent: Line[] = [];
  /** A line too long to arrive in one piece is judged by its first piece. Null: no line is unfinished. */
  let open: Line | 'dropped' | null = null;
  let apart = false;
  let trailing = 0;
  let bytes = 0;
  let found = 0;
  let dropped = 0;

  const keep = ({ text, cut }: Line, isMatch: boolean): Kept => {
    const line = { text, cut, isMatch, apart: apart && kept.length > 0 };
    kept.push(line);
    apart = false;
    bytes += text.length;
    if (isMatch) found++;
    return line;
  };

  /** Takes a line; returns it if it may still be printed. */
  const takeRaw = (line: Line, isMatch: boolean): Line | 'dropped' => {
    if (isMatch) {
      for (const one of recent) keep(one, false);
      recent = [];
      trailing = after;
      return keep(line, true);
    }
    if (trailing > 0) {
      trailing--;
      return keep(line, false);
    }
    recent.push(line);
    if (recent.length <= before) return line;
    recent.shift();
    apart = true;
    return recent.includes(line) ? line : 'dropped';
  };

  /** The number of the last line. */
  let number = 0;

  /** Parses `12:a match`, `13-its context`; a line without a number separates groups. */
  const takeNumbered = (line: ByteString): Line | 'dropped' => {
    const [head, mark] = /^\d+([:-])/.exec(line) ?? [];
    if (head === undefined) return 'dropped';
    const own = Number.parseInt(head, 10);
    apart = own !== number + 1;
    number = own;
    return keep({ text: line.slice(head.length), cut: 0 }, mark === ':');
  };

  /** Takes a line or its first piece, from `at` on; returns where it ends. */
  const take = (chunk: ByteString, at: number): number => {
    const newline = chunk.indexOf(separator, at);
    const end = newline < 0 ? chunk.length : newline + 1;
    const text = chunk.slice(at, end);
    const line = newline < 0 ? text : text.slice(0, -1);
    const taken = numbered ? takeNumbered(text) : takeRaw({ text, cut: 0 }, matches(line));
    open = newline < 0 ? taken : null;
    return end;
  };

  /** Takes the next piece of an unfinished line; returns where it ends. */
  const goOn = (line: Line | 'dropped', chunk: ByteString): number => {
    const end = restEnd(chunk, separator);
    if (line !== 'dropped') {
      const isKept = line === kept.at(-1);
      const before = line.text.length;
      line.text += chunk.slice(0, end);
      bound(isKept ? [line] : recent);
      if (isKept) bytes += line.text.length - before;
    }
    if (chunk[end - 1] === separator) open = null;
    return end;
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
      let at = open === null ? 0 : goOn(open, chunk);
      while (at < chunk.length) at = take(chunk, at);
      if (found > 2 * count + 100) forget(start());
      while (bytes > MAX_HELD && kept.length > 1) {
        dropped += kept[0]!.text.length + kept[0]!.cut;
        forget(1);
      }
      return '';
    },
    end() {
      if (open !== null && open !== 'dropped') open.text += separator;
      forget(start());
      for (const { cut } of kept) dropped += cut;
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
