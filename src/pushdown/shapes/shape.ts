import type { ByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';

/**
 * Lines of one kind in which an awk can find what a count depends on, certainly: it counts them by a reduced line, in which
 * everything else is left out or replaced, and which is read here as the line itself would be. Each is a record by itself that
 * no line before it can change.
 */
export interface LineShape {
  /** An awk condition; the fields are what stands between double quotes. */
  readonly test: ByteString;
  /** The same for awks with automata of their own (gawk, the one true awk), which take one long pattern better than many fields. */
  readonly patternTest?: ByteString;
  /** An awk expression: the reduced line. */
  readonly line: ByteString;
  /** Functions that either needs. */
  readonly functions: readonly ByteString[];
  /** The same lines by an ERE that is a RegExp, too. */
  readonly ere: ByteString;
  /** Where the value is that a name finds; `absent`: there is none; null: not known. */
  readonly value: (name: string) => ShapeValue | 'absent' | null;
  /** Where its level is; `absent`: it has none. */
  readonly level: ShapeLevel | 'absent';
  /**
   * An ERE, for GNU grep, of such lines whose level is one of these words, or whose status begins with one of these digits; undefined:
   * there is none that grep reads quickly. It need not match all of them.
   */
  readonly having?: (levels: readonly string[]) => ByteString;
}

/** A value within lines of a shape, as an awk expression. */
export interface ShapeValue {
  readonly code: ByteString;
  /** Where this awk condition holds, it may be anything; null: nowhere. */
  readonly unless: ByteString | null;
  /** It is written as a number, or is true, false or null. */
  readonly isNumber: boolean;
}

/** A level within lines of a shape: a word, a number of pino's and bunyan's, or an HTTP status. */
export interface ShapeLevel {
  readonly code: ByteString;
  readonly kind: 'word' | 'number' | 'status';
}

/** The condition that suits an awk best. */
export const testFor = ({ test, patternTest }: LineShape, { awk }: HostFacts): ByteString =>
  (awk === 'gawk' || awk === 'bwk' ? patternTest : undefined) ?? test;

/** Text as an awk string. */
export const awkString = (text: ByteString): ByteString => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** An awk's concatenation of strings and expressions. */
export const joined = (
  parts: readonly ({ readonly text: ByteString } | { readonly code: ByteString })[],
): ByteString => {
  const out: ByteString[] = [];
  let text = '';
  for (const part of parts) {
    if ('text' in part) {
      text += part.text;
      continue;
    }
    if (text !== '') out.push(awkString(text));
    text = '';
    out.push(part.code);
  }
  if (text !== '' || out.length === 0) out.push(awkString(text));
  return out.length === 1 ? out[0]! : `(${out.join(' ')})`;
};

/** An ERE within an awk's slashes. */
export const inSlashes = (ere: ByteString): ByteString => `/${ere.replaceAll('/', '\\/')}/`;

/** Text as an ERE that every awk, and a RegExp, reads alike: what is special stands in brackets. */
export const ereOf = (text: ByteString): ByteString =>
  text.replace(/[.*+?(){}|[$\\^\]]/g, character =>
    /[\\^\]]/.test(character) ? `\\${character}` : `[${character}]`,
  );

const D = '[0-9]';

/** Digits of dates and clocks that exist, without counts, which not every awk knows. 29 February is left to be read here. */
export const DATE_PARTS = {
  year: D.repeat(4),
  /** `11-30`. */
  monthDay: `((0[1-9]|1[0-2])-(0[1-9]|1${D}|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)`,
  clock: `([01]${D}|2[0-3]):[0-5]${D}:[0-5]${D}`,
  /** Hours that a zone is ahead or behind. */
  offset: `(0${D}|1[0-2])`,
} as const;
