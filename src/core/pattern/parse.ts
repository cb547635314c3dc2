import type { ByteString } from '../bytes.ts';
import { parseBracket, SyntaxProblem } from './bracket.ts';
import { CLASSES, WORD } from './classes.ts';
import { type AnchorPlace, type BytesNode, literal, type PatternNode, REPEAT_MAX } from './syntax.ts';

const ANY: PatternNode = { kind: 'bytes', set: new Set(), negated: true };
/**
 * Maximum nesting of parentheses, and number of repeats in a row: traversing a pattern recurses as deep as
 * its nesting.
 */
const MAX_GROUPS = 200;
const MAX_REPEATS = 10;

/** `{N}`, `{N,}`, `{N,M}`, and GNU's `{,M}` and `{,}`. */
const INTERVAL = /\{(\d*)(,?)(\d*)\}/y;
/** What GNU grep considers an attempt at one. */
const LIKE_INTERVAL = /^\{[\d,]*\}/;

/** A bracket expression without others in it. Few are different, and our own patterns have hundreds of them. */
const SIMPLE_BRACKET = /\[\^?\]?[^[\]]*\]/y;
const MAX_BRACKETS = 1000;
const brackets = new Map<ByteString, BytesNode>();

/** Supported GNU extensions, as sets and as anchors. */
const ESCAPED_SETS: Readonly<Record<string, PatternNode>> = {
  w: { kind: 'bytes', set: WORD, negated: false },
  W: { kind: 'bytes', set: WORD, negated: true },
  s: { kind: 'bytes', set: CLASSES['space']!, negated: false },
  S: { kind: 'bytes', set: CLASSES['space']!, negated: true },
};
const ESCAPED_ANCHORS: Readonly<Record<string, AnchorPlace>> = {
  '<': 'word-start',
  '>': 'word-end',
  b: 'word-edge',
  B: 'not-word-edge',
};
const INSTEAD: Readonly<Record<string, string>> = {
  d: 'write [0-9]',
  D: 'write [^0-9]',
  t: 'write [[:blank:]], or type a tab',
  n: 'a pattern is matched within one line',
};

interface Repeat {
  readonly at: number;
  readonly min: number;
  readonly max: number | null;
}

/**
 * Parses one POSIX extended regular expression (XBD 9.4), with bytes as characters; with `captures`, groups
 * are marked. Throws a SyntaxProblem if it is malformed, or tools interpret it differently.
 */
export const parseEre = (text: ByteString, captures = false): PatternNode =>
  new EreParser(text, captures).choice();

class EreParser {
  readonly #text: ByteString;
  readonly #captures: boolean;
  #at = 0;
  #depth = 0;

  constructor(text: ByteString, captures: boolean) {
    this.#text = text;
    this.#captures = captures;
  }

  choice(): PatternNode {
    const branches = [this.#sequence()];
    while (this.#text[this.#at] === '|') {
      this.#at++;
      branches.push(this.#sequence());
    }
    return branches.length === 1 ? branches[0]! : { kind: 'choice', branches };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (!this.#atBranchEnd()) parts.push(this.#repeated());
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  }

  /** GNU grep treats an unmatched `)` as a literal. */
  #atBranchEnd(): boolean {
    const char = this.#text[this.#at];
    return char === undefined || char === '|' || (char === ')' && this.#depth > 0);
  }

  #repeated(): PatternNode {
    let node = this.#atom();
    let repeats = 0;
    for (let repeat = this.#repeat(); repeat; repeat = this.#repeat()) {
      if (node.kind === 'anchor') {
        const char = this.#text[repeat.at];
        throw new SyntaxProblem(
          repeat.at,
          'an anchor cannot be repeated',
          `write \\${char} for the character`,
        );
      }
      if (++repeats > MAX_REPEATS)
        throw new SyntaxProblem(repeat.at, `more than ${MAX_REPEATS} repeats in a row`, 'keep one of them');
      node = { kind: 'repeat', node, min: repeat.min, max: repeat.max };
    }
    return node;
  }

  #repeat(): Repeat | null {
    const at = this.#at;
    const char = this.#text[at];
    if (char === '{') return this.#interval();
    if (char !== '*' && char !== '+' && char !== '?') return null;
    this.#at++;
    return { at, min: char === '+' ? 1 : 0, max: char === '?' ? 1 : null };
  }

  /** A `{` that does not start an interval is literal, as in GNU grep. */
  #interval(): Repeat | null {
    const at = this.#at;
    INTERVAL.lastIndex = at;
    const match = INTERVAL.exec(this.#text);
    if (!match || (match[1] === '' && match[2] === '')) {
      if (!LIKE_INTERVAL.test(this.#text.slice(at))) return null;
      throw new SyntaxProblem(at, 'not a repeat count', 'write {N}, {N,} or {N,M}, or \\{ for the character');
    }
    const min = Number(match[1] || 0);
    const max = match[2] === '' ? min : match[3] === '' ? null : Number(match[3]);
    if (Math.max(min, max ?? 0) > REPEAT_MAX) {
      throw new SyntaxProblem(at, `a repeat count above ${REPEAT_MAX}`, 'not every host can count that far');
    }
    if (max !== null && max < min) {
      throw new SyntaxProblem(at, 'the repeat counts are in the wrong order', 'write the smaller one first');
    }
    this.#at = INTERVAL.lastIndex;
    return { at, min, max };
  }

  #atom(): PatternNode {
    const start = this.#at;
    const char = this.#text[this.#at++]!;
    switch (char) {
      case '.':
        return ANY;
      case '^':
        return { kind: 'anchor', at: 'line-start' };
      case '$':
        return { kind: 'anchor', at: 'line-end' };
      case '[':
        return this.#bracket(start);
      case '(':
        return this.#group(start);
      case '\\':
        return this.#escaped(start);
      case '*':
      case '+':
      case '?':
        throw new SyntaxProblem(start, `nothing for ${char} to repeat`, `write \\${char} for the character`);
      case '{':
        if (!LIKE_INTERVAL.test(this.#text.slice(start))) return literal(char.charCodeAt(0));
        throw new SyntaxProblem(start, 'nothing for {…} to repeat', 'write \\{ for the character');
      default:
        return literal(char.charCodeAt(0));
    }
  }

  #bracket(start: number): PatternNode {
    SIMPLE_BRACKET.lastIndex = start;
    const simple = SIMPLE_BRACKET.exec(this.#text)?.[0];
    const known = simple === undefined ? undefined : brackets.get(simple);
    if (known !== undefined) {
      this.#at = start + simple!.length;
      return known;
    }
    const { node, next } = parseBracket(this.#text, start);
    this.#at = next;
    if (simple?.length === next - start && brackets.size < MAX_BRACKETS) brackets.set(simple, node);
    return node;
  }

  #group(open: number): PatternNode {
    if (++this.#depth > MAX_GROUPS)
      throw new SyntaxProblem(open, `parentheses nested more than ${MAX_GROUPS} deep`, 'use fewer');
    const node = this.choice();
    if (this.#text[this.#at] !== ')') {
      throw new SyntaxProblem(open, 'unmatched (', 'close it with ), or write \\( for the character');
    }
    this.#at++;
    this.#depth--;
    if (this.#captures) return { kind: 'choice', branches: [node], captured: true };
    // A group with one anchor can be repeated, the anchor itself cannot.
    return node.kind === 'anchor' ? { kind: 'sequence', parts: [node] } : node;
  }

  #escaped(start: number): PatternNode {
    const char = this.#text[this.#at++];
    if (char === undefined)
      throw new SyntaxProblem(start, 'a backslash at the end', 'write \\\\ for a backslash');
    if (Object.hasOwn(ESCAPED_SETS, char)) return ESCAPED_SETS[char]!;
    if (Object.hasOwn(ESCAPED_ANCHORS, char)) return { kind: 'anchor', at: ESCAPED_ANCHORS[char]! };
    if (/[1-9]/.test(char)) {
      throw new SyntaxProblem(
        start,
        `the back-reference \\${char}`,
        'extended regular expressions do not support it',
      );
    }
    if (/[A-Za-z0`']/.test(char)) {
      const advice = Object.hasOwn(INSTEAD, char) ? INSTEAD[char]! : `write ${char} for the character`;
      throw new SyntaxProblem(start, `\\${char} means nothing in an extended regular expression`, advice);
    }
    return literal(char.charCodeAt(0));
  }
}
