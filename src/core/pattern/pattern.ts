import { type ByteString, decodeText, encodeText } from '../bytes.ts';
import type { LineEnd } from '../lines.ts';
import { awkText } from './awk.ts';
import { SyntaxProblem } from './bracket.ts';
import { optionDepth, repeatedNodes, waysOf } from './cost.ts';
import { ereText } from './ereText.ts';
import { parseEre } from './parse.ts';
import { regExpSource } from './regExp.ts';
import { foldNode, literal, mapLeaves, type PatternNode, type PatternProblem, someNode } from './syntax.ts';

export type { PatternProblem } from './syntax.ts';

/**
 * The one dialect of rtail: POSIX extended regular expressions, matched on bytes as `LC_ALL=C grep -E` matches them,
 * with GNU's `\w \W \s \S \b \B \< \>` and without back-references (POSIX has none in EREs). `.` and `[^…]` match one
 * byte, ignoring case concerns ASCII letters only, and newlines separate alternatives, as they do for grep.
 * What POSIX leaves undefined and tools read differently (`*a`, `^*`, `\d`) is refused with advice.
 */
export interface Pattern {
  /** The original text. */
  readonly text: string;
  readonly fixed: boolean;
  readonly ignoreCase: boolean;
  readonly root: PatternNode;
}

export interface PatternOptions {
  /** The text is literal (`--fixed`). */
  readonly fixed: boolean;
  readonly ignoreCase: boolean;
  /** Groups capture in a RegExp created from it. */
  readonly captures?: boolean;
}

export type PatternResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly problem: PatternProblem };

/**
 * As `repeatedNodes` counts. GNU grep takes 5 MB and 20 ms for so many, our own automaton some microseconds a byte; 20 times as many cost
 * grep 100 MB, 1,000 times as many gigabytes.
 */
const MAX_REPEATED_NODES = 2000;

/** With more, the matchers of C libraries (BusyBox, BSD) use hundreds of megabytes. */
const MAX_LIBRARY_NODES = 500;

/** With more ways to match at one place, mawk, which tries them in turn, can take hours for a line. */
const MAX_BACKTRACKED_WAYS = 100_000;

/** mawk 1.3.4 rejects patterns with options nested deeper than about thirty. */
const MAX_OPTION_DEPTH = 24;

/** An unbounded repeat counts as this many ways: long lines have this many bytes. */
const LINE_WAYS = 1000;

/** Longest pattern, in bytes: an argument of a command ends at 128 KB on Linux. */
const MAX_PATTERN_LENGTH = 100_000;

/** An unusable pattern, as an exception. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  readonly problem: PatternProblem;

  constructor(text: string, problem: PatternProblem) {
    super(`pattern ${text}: ${problem.message} at character ${problem.at + 1}; ${problem.advice}`);
    this.problem = problem;
  }
}

/** Parses a pattern; if it is invalid, returns what is wrong with it, and where. Never throws. */
export const parsePattern = (
  text: string,
  { fixed, ignoreCase, captures }: PatternOptions,
): PatternResult => {
  const nul = text.indexOf('\0');
  if (nul >= 0) return refused(nul, 'a NUL byte', 'no tool on the hosts accepts one in a pattern');
  const bytes = encodeText(text);
  if (bytes.length > MAX_PATTERN_LENGTH) {
    return refused(
      0,
      `${bytes.length} bytes long`,
      `${MAX_PATTERN_LENGTH} bytes is the maximum that every host supports`,
    );
  }
  const lines = bytes.split('\n');
  const branches: PatternNode[] = [];
  let start = 0;
  for (const line of lines) {
    try {
      branches.push(fixed ? literally(line) : parseEre(line, captures));
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      const before = bytes.slice(0, start + error.at);
      return refused(decodeText(before).length, error.message, error.advice);
    }
    start += line.length + 1;
  }
  const root: PatternNode = branches.length === 1 ? branches[0]! : { kind: 'choice', branches };
  if (repeatedNodes(root) > MAX_REPEATED_NODES) {
    return refused(0, 'too large once its repeats are expanded', 'use * or + instead of a count');
  }
  return { ok: true, pattern: { text, fixed, ignoreCase, root } };
};

/** Compiles a pattern that was already checked: throws a PatternError if it is invalid. */
export const compilePattern = (text: string, options: PatternOptions): Pattern => {
  const result = parsePattern(text, options);
  if (!result.ok) throw new PatternError(text, result.problem);
  return result.pattern;
};

/** How many of our own expressions are kept; logs of all known kinds together need fewer. */
const MAX_OWN = 200;
const ownPatterns = new Map<string, Pattern>();

/**
 * Returns the pattern of an ERE, in which case matters, the same one each time: for our own expressions, which many
 * sources share, so that each is compiled once.
 */
export const ownPattern = (ere: string): Pattern => {
  let pattern = ownPatterns.get(ere);
  if (pattern === undefined) {
    pattern = compilePattern(ere, { fixed: false, ignoreCase: false });
    if (ownPatterns.size >= MAX_OWN) ownPatterns.clear();
    ownPatterns.set(ere, pattern);
  }
  return pattern;
};

/**
 * Returns a RegExp for ByteStrings that finds a match in a line exactly if grep selects it. It can be run on
 * a chunk of many lines; no match spans two. Pass the flag `g` or `y` to continue from `lastIndex`.
 */
export const patternRegExp = (
  pattern: Pattern,
  separator: LineEnd = '\n',
  flags: '' | 'g' | 'y' = '',
): RegExp => new RegExp(regExpSource(pattern.root, { ignoreCase: pattern.ignoreCase, separator }), flags);

/**
 * Returns the arguments that pass patterns to `grep`, which selects lines that match any of them: `-F` if all
 * are fixed, otherwise `-E`. They do not include `-i`.
 */
export const patternGrepArguments = (patterns: readonly Pattern[]): ByteString[] => {
  // Some greps do not treat a newline in a pattern as an alternative.
  const fixed = patterns.every(pattern => pattern.fixed && !pattern.text.includes('\n'));
  const texts = patterns.map(pattern => (fixed ? encodeText(pattern.text) : ereText(pattern.root)));
  return [fixed ? '-F' : '-E', ...texts.flatMap(text => ['-e', text])];
};

/** Returns the pattern for `grep -E` without `-i`: ignored case is folded into its sets. */
export const patternEre = ({ root, ignoreCase }: Pattern): ByteString =>
  ereText(ignoreCase ? foldNode(root) : root);

/** Returns the pattern for lines that `grep -n` has numbered. */
export const behindNumber = (pattern: Pattern): Pattern => ({
  ...pattern,
  root: mapLeaves(pattern.root, leaf =>
    leaf.kind === 'anchor' && leaf.at === 'line-start'
      ? { kind: 'sequence', parts: [leaf, ...NUMBER] }
      : leaf,
  ),
});

const NUMBER: readonly PatternNode[] = [
  {
    kind: 'repeat',
    node: {
      kind: 'bytes',
      set: new Set(Array.from('0123456789', digit => digit.charCodeAt(0))),
      negated: false,
    },
    min: 1,
    max: null,
  },
  literal(':'.charCodeAt(0)),
];

/**
 * Returns the pattern for awk's `$0 ~`, or null if some awks cannot handle it. Empty: it selects every line.
 */
export const patternAwkText = (pattern: Pattern): ByteString | null =>
  awkText(pattern.root, pattern.ignoreCase);

/** Returns true if a backtracking matcher (mawk) accepts the pattern and terminates quickly on any line. */
export const isQuickByBacktracking = ({ root }: Pattern): boolean =>
  waysOf(root, LINE_WAYS) <= MAX_BACKTRACKED_WAYS && optionDepth(root) <= MAX_OPTION_DEPTH;

/** Returns true if a C library's matcher, which stores each set of positions it reaches, stays small. */
export const isLightForLibraries = ({ root }: Pattern): boolean => repeatedNodes(root) <= MAX_LIBRARY_NODES;

/** Returns true if it uses `\<`, `\>`, `\b` or `\B`, which some greps do not support. */
export const usesWordAnchors = (pattern: Pattern): boolean =>
  someNode(pattern.root, node => node.kind === 'anchor' && node.at.includes('word'));

const literally = (line: ByteString): PatternNode => ({
  kind: 'sequence',
  parts: Array.from(line, char => literal(char.charCodeAt(0))),
});

const refused = (at: number, message: string, advice: string): PatternResult => ({
  ok: false,
  problem: { at, message, advice },
});
