import type { ByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';

/**
 * Lines of one kind in which an awk can reliably find everything that a count depends on. It counts them by a
 * reduced line, from which everything else is removed or replaced, and which is parsed locally like the line
 * itself. Each line is a complete record, which no earlier line can change.
 */
export interface LineShape {
  /** An awk condition; awk's fields are the texts between double quotes. */
  readonly test: ByteString;
  /**
   * The same for awks that build automata (gawk, the one true awk): one long pattern is faster for them than
   * many fields.
   */
  readonly patternTest?: ByteString;
  /** True if its time may be a container's stamp: what follows then continues stamped lines only. */
  readonly stamped?: boolean;
  /** An awk expression: the reduced line. */
  readonly line: ByteString;
  /** Functions that both of them use. */
  readonly functions: readonly ByteString[];
  /** The same lines as an ERE that is also a RegExp. */
  readonly ere: ByteString;
  /** The place of a field's value; `absent`: it has none; null: unknown. */
  readonly value: (name: string) => ShapeValue | 'absent' | null;
  /** The place of its level; `absent`: it has none. */
  readonly level: ShapeLevel | 'absent';
  /**
   * Returns an ERE, for GNU grep, that matches lines of this shape whose level is one of these words, or
   * whose status starts with one of these digits. It need not match all of them. Undefined: grep has no fast
   * pattern for them. `quoted`: as they are within a string of JSON.
   */
  readonly having?: (levels: readonly string[], quoted?: boolean) => ByteString;
  /**
   * The same for statuses, up to where lines certainly have this shape and this status, whatever follows. Undefined: further values
   * matter.
   */
  readonly leading?: (digits: readonly string[]) => ByteString;
}

/** A value within lines of a shape, as an awk expression. */
export interface ShapeValue {
  readonly code: ByteString;
  /** If this awk condition holds, the value may be anything; null: never. */
  readonly unless: ByteString | null;
  /** True if it is a number, true, false or null. */
  readonly isNumber: boolean;
}

/** A level within lines of a shape: a word, a number of pino's and bunyan's, or an HTTP status. */
export interface ShapeLevel {
  readonly code: ByteString;
  readonly kind: 'word' | 'number' | 'status';
}

/** Returns the condition best suited to an awk. */
export const testFor = ({ test, patternTest }: LineShape, { awk }: HostFacts): ByteString =>
  (awk === 'gawk' || awk === 'bwk' ? patternTest : undefined) ?? test;

/** Returns text as an awk string. */
export const awkString = (text: ByteString): ByteString => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** Returns an awk's concatenation of strings and expressions. */
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

/** Returns an ERE between awk's slashes. */
export const inSlashes = (ere: ByteString): ByteString => `/${ere.replaceAll('/', '\\/')}/`;

/**
 * Returns text as an ERE that every awk and RegExp interpret alike: special characters are put in brackets.
 */
export const ereOf = (text: ByteString): ByteString =>
  text.replace(/[.*+?(){}|[$\\^\]]/g, character =>
    /[\\^\]]/.test(character) ? `\\${character}` : `[${character}]`,
  );

/**
 * ERE of a `#` with what follows it in a text without `#033`: rsyslog writes an escape sequence like that, which is skipped where a
 * line is read, whatever it spans. `escapes`: what else may follow.
 */
export const hashEre = (escapes: string): string => `#+([ !$-/1-Z^-~]${escapes === '' ? '' : `|${escapes}`})`;

const D = '[0-9]';

/**
 * Patterns for valid dates and times, without repeat counts, which some awks lack. 29 February is handled
 * locally.
 */
export const DATE_PARTS = {
  year: D.repeat(4),
  /** `11-30`. */
  monthDay: `((0[1-9]|1[0-2])-(0[1-9]|1${D}|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)`,
  clock: `([01]${D}|2[0-3]):[0-5]${D}:[0-5]${D}`,
  /** Offsets of time zones in hours. */
  offset: `(0${D}|1[0-2])`,
} as const;
