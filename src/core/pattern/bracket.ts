import type { ByteString } from '../bytes.ts';
import { byteRange, CLASSES } from './classes.ts';
import type { BytesNode } from './syntax.ts';

/** Raised inside the parser only; `at` is a byte index. */
export class SyntaxProblem extends Error {
  readonly at: number;
  readonly advice: string;

  constructor(at: number, message: string, advice: string) {
    super(message);
    this.at = at;
    this.advice = advice;
  }
}

/**
 * Parses the bracket expression that opens at `open` (POSIX.1-2017, XBD 9.3.5): a backslash is an ordinary
 * character in it, and so is a leading `]`. Returns what it matches and the index after its `]`.
 */
export const parseBracket = (text: ByteString, open: number): { node: BytesNode; next: number } => {
  let at = open + 1;
  const negated = text[at] === '^';
  if (negated) at++;
  const first = at;
  const set = new Set<number>();
  while (text[at] !== ']' || at === first) {
    if (at >= text.length) throw unmatched(open);
    const item = readItem(text, at, open);
    at = item.next;
    if (text[at] !== '-' || text[at + 1] === ']' || text[at + 1] === undefined) {
      for (const byte of item.set) set.add(byte);
      continue;
    }
    const last = readItem(text, at + 1, open);
    for (const byte of rangeOf(item, last, at)) set.add(byte);
    at = last.next;
    if (text[at] === '-' && text[at + 1] !== ']') {
      throw new SyntaxProblem(
        at,
        'a range that starts where another ends',
        'put a literal - last, before the ]',
      );
    }
  }
  refuseBareClass(text.slice(open, at + 1), open);
  return { node: { kind: 'bytes', set, negated }, next: at + 1 };
};

interface Item {
  readonly set: ReadonlySet<number>;
  /** The byte as an end of a range; null for a class. */
  readonly byte: number | null;
  readonly next: number;
}

/** One element: a byte, `[:class:]`, `[.x.]` or `[=x=]`. */
const readItem = (text: ByteString, at: number, open: number): Item => {
  const kind = text[at + 1];
  if (text[at] !== '[' || (kind !== ':' && kind !== '.' && kind !== '=')) {
    const byte = text.charCodeAt(at);
    return { set: new Set([byte]), byte, next: at + 1 };
  }
  const close = text.indexOf(`${kind}]`, at + 2);
  if (close < 0) throw unmatched(open);
  const name = text.slice(at + 2, close);
  const next = close + 2;
  if (kind === ':') return { set: classNamed(name, at), byte: null, next };
  if (name.length !== 1) {
    throw new SyntaxProblem(
      at,
      `no collating element ${name}`,
      'only single characters have one in the C locale',
    );
  }
  const byte = name.charCodeAt(0);
  return { set: new Set([byte]), byte: kind === '.' ? byte : null, next };
};

const classNamed = (name: string, at: number): ReadonlySet<number> => {
  const set = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  if (set) return set;
  throw new SyntaxProblem(
    at,
    `no character class [:${name}:]`,
    `the classes are ${Object.keys(CLASSES).join(', ')}`,
  );
};

const rangeOf = (from: Item, to: Item, at: number): Set<number> => {
  if (from.byte === null || to.byte === null) {
    throw new SyntaxProblem(
      at,
      'a character class cannot be an end of a range',
      'put a literal - last, before the ]',
    );
  }
  if (from.byte > to.byte) {
    throw new SyntaxProblem(at, 'the range ends before it starts', 'swap its ends, or put a literal - last');
  }
  return byteRange(from.byte, to.byte);
};

const unmatched = (open: number): SyntaxProblem =>
  new SyntaxProblem(open, 'unmatched [', 'close it with ], or write \\[ for the character');

/**
 * `[:space:]` without another pair of brackets is a set of letters in POSIX and an error in GNU grep: never
 * intended.
 */
const refuseBareClass = (bracket: string, open: number): void => {
  if (/^\[:[a-z]+:\]$/.test(bracket)) {
    throw new SyntaxProblem(open, `${bracket} is outside a bracket expression`, `write [${bracket}]`);
  }
};
