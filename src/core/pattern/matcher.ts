import type { ByteString } from '../bytes.ts';
import type { LineEnd } from '../lines.ts';
import { PatternAutomaton } from './automaton.ts';
import { waysOf } from './cost.ts';
import { type Pattern, patternRegExp } from './pattern.ts';
import { compileProgram, type PatternProgram } from './program.ts';
import { type Span, SpanFinder } from './spans.ts';
import { literalByte, type PatternNode } from './syntax.ts';

/** A compiled pattern for ByteStrings. No match spans two lines. */
export interface PatternMatcher {
  /** Returns true if grep would select a line, without its terminator. */
  test(line: ByteString): boolean;
  /**
   * Returns a place inside the first match, or at its end, starting at the beginning of a line; -1 if there
   * is none.
   */
  search(lines: ByteString, from: number): number;
  /** Returns the first match at or after a place, or null. */
  find(text: ByteString, from: number): Span | null;
}

/**
 * Compiles a pattern. JavaScript's RegExp is fastest, so it is used for patterns that can match in only a few
 * ways; for others it can take time quadratic (`.*x`) or exponential (`(a*)*x`) in the line, so those use an
 * automaton.
 */
export const patternMatcher = (pattern: Pattern, separator: LineEnd = '\n'): PatternMatcher => {
  if (separator !== '\n') return newMatcher(pattern, separator);
  let matcher = matchers.get(pattern);
  if (matcher === undefined) {
    matcher = newMatcher(pattern, separator);
    matchers.set(pattern, matcher);
  }
  return matcher;
};

/** Those of lines that end in newlines. Matchers keep nothing of a text, so that all users of a pattern can share one. */
const matchers = new WeakMap<Pattern, PatternMatcher>();

const newMatcher = (pattern: Pattern, separator: LineEnd): PatternMatcher => {
  const { root, ignoreCase } = pattern;
  if (waysOf(root, Number.POSITIVE_INFINITY) <= MAX_PATHS) return new RegExpMatcher(pattern, separator);
  const program = compileProgram(root, { ignoreCase, separator });
  return new AutomatonMatcher(program, literalWithin(root, ignoreCase), separator);
};

/** Maximum number of ways to match at one place for a RegExp to be used. */
const MAX_PATHS = 256;

class RegExpMatcher implements PatternMatcher {
  readonly #one: RegExp;
  readonly #next: RegExp;

  constructor(pattern: Pattern, separator: LineEnd) {
    this.#one = patternRegExp(pattern, separator);
    this.#next = patternRegExp(pattern, separator, 'g');
  }

  test(line: ByteString): boolean {
    return this.#one.test(line);
  }

  search(lines: ByteString, from: number): number {
    this.#next.lastIndex = from;
    return this.#next.exec(lines)?.index ?? -1;
  }

  find(text: ByteString, from: number): Span | null {
    this.#next.lastIndex = from;
    const match = this.#next.exec(text);
    return match && { start: match.index, end: match.index + match[0].length };
  }
}

class AutomatonMatcher implements PatternMatcher {
  readonly #automaton: PatternAutomaton;
  readonly #spans: SpanFinder;
  readonly #literal: ByteString;
  readonly #separator: LineEnd;

  constructor(program: PatternProgram, literal: ByteString, separator: LineEnd) {
    this.#automaton = new PatternAutomaton(program);
    this.#spans = new SpanFinder(program);
    this.#literal = literal;
    this.#separator = separator;
  }

  test(line: ByteString): boolean {
    return line.includes(this.#literal) && this.#automaton.search(line, 0) >= 0;
  }

  search(lines: ByteString, from: number): number {
    if (this.#literal === '') return this.#automaton.search(lines, from);
    // Text contained in every match is searched for first, which is many times faster.
    let start = from;
    while (start < lines.length) {
      const literal = lines.indexOf(this.#literal, start);
      if (literal < 0) return -1;
      if (literal > start) start = Math.max(start, lines.lastIndexOf(this.#separator, literal - 1) + 1);
      const newline = lines.indexOf(this.#separator, literal);
      const end = newline < 0 ? lines.length : newline;
      const found = this.#automaton.search(lines.slice(start, end), 0);
      if (found >= 0) return start + found;
      start = end + 1;
    }
    return -1;
  }

  find(text: ByteString, from: number): Span | null {
    return this.test(text) ? this.#spans.find(text, from) : null;
  }
}

/** Returns the longest text that every match contains, possibly empty. */
const literalWithin = (root: PatternNode, ignoreCase: boolean): ByteString => {
  const parts = root.kind === 'sequence' ? root.parts : [root];
  let longest = '';
  let run = '';
  for (const part of parts) {
    const byte = part.kind === 'bytes' ? literalByte(part) : null;
    const char = byte === null ? '' : String.fromCharCode(byte);
    run = char === '' || (ignoreCase && /[a-z]/i.test(char)) ? '' : run + char;
    if (run.length > longest.length) longest = run;
  }
  return longest;
};
