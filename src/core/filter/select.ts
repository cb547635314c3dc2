import type { ByteString } from '../bytes.ts';
import type { LineEnd } from '../lines.ts';
import { type PatternMatcher, patternMatcher } from '../pattern/matcher.ts';
import { compilePattern } from '../pattern/pattern.ts';
import { endOf, MAX_HELD, SLACK } from './limit.ts';
import type { LineStep, LocalFilter } from './step.ts';

interface Selection {
  /** Each must match a line… */
  readonly includes: readonly PatternMatcher[];
  /** …and none of these. */
  readonly excludes: readonly PatternMatcher[];
  readonly separator: LineEnd;
}

/**
 * `grep`: passes lines that match every pattern and no excluded one, with their context, until `maxCount`
 * have matched.
 */
export const selectLines = (local: LocalFilter, separator: LineEnd): LineStep => {
  const compile = (text: string): PatternMatcher => patternMatcher(compilePattern(text, local), separator);
  const selection: Selection = {
    includes: local.grep.map(compile),
    excludes: local.exclude.map(compile),
    separator,
  };
  const max = local.maxCount ?? Number.POSITIVE_INFINITY;
  return local.before > 0 || local.after > 0
    ? withContext(selection, local.before, local.after, max)
    : matchesOnly(selection, max);
};

/** Returns true if the filter selects a line (without its terminator). */
export const lineTest = (local: LocalFilter, separator: LineEnd): ((line: ByteString) => boolean) => {
  const compile = (text: string): PatternMatcher => patternMatcher(compilePattern(text, local), separator);
  const includes = local.grep.map(compile);
  const excludes = local.exclude.map(compile);
  return line => includes.every(one => one.test(line)) && !excludes.some(one => one.test(line));
};

/**
 * Returns the start and end (including the separator) of the next selected line at or after `at`, or null.
 */
const nextMatch = (
  { includes, excludes, separator }: Selection,
  chunk: ByteString,
  at: number,
): [number, number] | null => {
  const [lead, ...others] = includes;
  let start = at;
  while (start < chunk.length) {
    if (lead) {
      // One search over the whole rest is many times faster than one per line, because most lines do not
      // match.
      const found = lead.search(chunk, start);
      if (found < 0 || (found === chunk.length && chunk.endsWith(separator))) return null;
      if (found > start) start = Math.max(start, chunk.lastIndexOf(separator, found - 1) + 1);
    }
    const newline = chunk.indexOf(separator, start);
    const end = newline < 0 ? chunk.length : newline + 1;
    const line = chunk.slice(start, newline < 0 ? end : newline);
    if (others.every(pattern => pattern.test(line)) && !excludes.some(pattern => pattern.test(line))) {
      return [start, end];
    }
    start = end;
  }
  return null;
};

/** Returns where the rest of an unfinished line ends in a chunk: at the start of the next. */
export const restEnd = (chunk: ByteString, separator: LineEnd): number =>
  chunk.indexOf(separator) + 1 || chunk.length;

const matchesOnly = (selection: Selection, max: number): LineStep => {
  const { separator } = selection;
  let left = max;
  /**
   * True if the unfinished line is selected: a line too long to arrive in one piece is judged by its first
   * piece. Null: no line is open.
   */
  let open: boolean | null = null;

  return {
    push(chunk) {
      let at = open === null ? 0 : restEnd(chunk, separator);
      let out = open === true ? chunk.slice(0, at) : '';
      if (open !== null && chunk[at - 1] === separator) open = null;
      while (left > 0 && at < chunk.length) {
        const match = nextMatch(selection, chunk, at);
        if (!match) break;
        at = match[1];
        out += chunk.slice(match[0], at);
        left--;
        if (chunk[at - 1] !== separator) open = true;
      }
      if (chunk !== '' && !chunk.endsWith(separator)) open ??= false;
      return out;
    },
    // grep ends every line it prints, the last one of an unfinished file too.
    end: () => (open === true ? separator : ''),
    get done() {
      return left === 0 && open !== true;
    },
  };
};

/** What became of an unfinished line: it was passed on, may become context, or was dropped. */
type OpenLine = 'passed' | 'held' | 'dropped';

/** Bounds what lines that may become context take if they are too long to arrive in one piece: the latest bytes are kept. */
class LongContext {
  /** Bytes that are missing before what was passed on. */
  dropped = 0;
  /** Bytes cut from the first of these lines. */
  readonly #cuts: number[] = [];

  /** Adds a piece to the last line. */
  extend(held: ByteString[], piece: ByteString): void {
    held[held.length - 1] += piece;
    const bytes = held.reduce((sum, { length }) => sum + length, 0);
    if (bytes <= MAX_HELD + SLACK) return;
    for (let at = 0, over = bytes - MAX_HELD; over > 0; at++) {
      const line = held[at]!;
      const cut = Math.min(over, line.length);
      held[at] = endOf(line, line.length - cut);
      this.#cuts[at] = (this.#cuts[at] ?? 0) + cut;
      over -= cut;
    }
  }

  /** The first line is no longer needed. */
  shift(): void {
    this.#cuts.shift();
  }

  /** The lines are passed on. */
  pass(): void {
    for (const cut of this.#cuts.splice(0)) this.dropped += cut;
  }
}

/**
 * Implements GNU grep's context: lines shared by two matches are printed once, `--` separates groups that are
 * not adjacent, and lines after the last of `max` matches are context even if they match.
 */
const withContext = (selection: Selection, before: number, after: number, max: number): LineStep => {
  const { separator } = selection;
  let left = max;
  let held: ByteString[] = [];
  let skipped = false;
  let shown = false;
  let trailing = 0;
  let full = max === 0;
  /** A line too long to arrive in one piece is judged by its first piece. Null: no line is unfinished. */
  let open: OpenLine | null = null;
  const long = new LongContext();

  const onMatch = (line: ByteString): ByteString => {
    const gap = shown && skipped ? '--\n' : '';
    const out = gap + held.join('') + line;
    held = [];
    long.pass();
    skipped = false;
    shown = true;
    trailing = after;
    left--;
    return out;
  };

  const onOther = (line: ByteString): ByteString => {
    if (trailing > 0) {
      trailing--;
      return line;
    }
    held.push(line);
    if (held.length > before) {
      held.shift();
      long.shift();
      skipped = true;
    }
    return '';
  };

  /** Takes a further piece of an unfinished line. */
  const goOn = (piece: ByteString): ByteString => {
    const passes = open === 'passed';
    if (open === 'held') long.extend(held, piece);
    if (piece.endsWith(separator)) open = null;
    return passes ? piece : '';
  };

  return {
    push(chunk) {
      let at = open === null ? 0 : restEnd(chunk, separator);
      let out = open === null ? '' : goOn(chunk.slice(0, at));
      let match = nextMatch(selection, chunk, at);
      while (at < chunk.length && !full) {
        if (match && at > match[0]) match = nextMatch(selection, chunk, at);
        const newline = chunk.indexOf(separator, at);
        const end = newline < 0 ? chunk.length : newline + 1;
        const line = chunk.slice(at, end);
        const selected = match !== null && match[0] === at;
        const passed = selected && left > 0 ? onMatch(line) : onOther(line);
        out += passed;
        if (newline < 0) open = passed !== '' ? 'passed' : held.length > 0 ? 'held' : 'dropped';
        if (left === 0 && trailing === 0) full = true;
        at = end;
      }
      return out;
    },
    // grep ends every line it prints, the last one of an unfinished file too.
    end: () => (open === 'passed' ? separator : ''),
    get done() {
      return full && open !== 'passed';
    },
    get dropped() {
      return long.dropped;
    },
  };
};
